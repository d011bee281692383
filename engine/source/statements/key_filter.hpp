// key_filter.hpp
//
// Conditions on rows by lists of keys: how each value is compared, the literals, and whether the
// server or this side has the last word (POSTGRES.md 1).
#pragma once

#include "plan/row_plan.hpp"
#include "rows/keys.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace subset {

// A run of keys: those of `list` from `first` up to but not including `last`.
struct KeyRange {
    const KeyList& list;
    std::size_t first = 0;
    std::size_t last = 0;
    // The statement reads the whole table, as no index serves or there are too many keys for it.
    bool scan = false;
};

// A statement by keys. It may select more rows than asked for where `exact` is false; then the key
// of each row must be looked up on this side. Empty where no key can match, as all are out of the
// column's range.
struct KeyedSql {
    std::string sql;
    bool exact = true;
};
// How one value of the row c is filtered by keys.
struct Comparison {
    std::string sql;
    const ValueType* type = nullptr;
    std::string sql_operator;  // the filtered value on the left; of elements on either side
    std::string literal_type;
    bool integer = false;   // compared as the value's own integer type
    bool elements = false;  // `sql` is an array, of which one element is enough
};

// How parent rows are filtered by keys that come from child rows.
[[nodiscard]] std::vector<Comparison> comparisons_of(const RowPlan& plan, const ParentKey& key);
// How parent rows are filtered by keys that come from parent rows. The child's type may not be able
// to hold such a key, so that type is not asked for here.
[[nodiscard]] std::vector<Comparison> comparisons_of_parents(const RowPlan& plan,
                                                             const ReferencePlan& reference);
// How child rows are filtered by the keys that they refer to.
[[nodiscard]] std::vector<Comparison> comparisons_of(const RowPlan& plan,
                                                     const ReferencePlan& reference);

// The keys of a range that the compared values' types can hold: another would be an error in the
// literal, and can match no row. There may be a million, so their texts are made one by one.
class FittingKeys {
public:
    using Visitor =
        std::function<void(std::size_t position, const std::vector<std::string>& texts)>;

    // All must outlive this.
    FittingKeys(const ParentKey& key, const KeyRange& keys,
                const std::vector<Comparison>& comparisons)
        : key_{key}, keys_{keys}, comparisons_{comparisons} {}

    void visit(const Visitor& visitor) const;

    [[nodiscard]] std::size_t most() const noexcept { return keys_.last - keys_.first; }

    // Whether each key is several integers, which need not become texts.
    [[nodiscard]] bool integers() const;
    using IntegersVisitor = std::function<void(const std::vector<std::int64_t>& values)>;
    // Requires: integers().
    void visit_integers(const IntegersVisitor& visitor) const;

private:
    const ParentKey& key_;
    const KeyRange& keys_;
    const std::vector<Comparison>& comparisons_;
};

// `select` with a WHERE that holds for the rows whose key is among `keys`.
// decidable_here: equal texts mean equal values, so that this side may compare.
[[nodiscard]] KeyedSql render_keyed(const std::string& select, const ParentKey& key,
                                    const KeyRange& keys,
                                    const std::vector<Comparison>& comparisons,
                                    bool decidable_here);

// The keys as a table k with columns k1, k2 ...: unnest() of one array for each column. Arrays of
// arrays would be flattened, so keys of array type are VALUES instead. Empty where none fits.
[[nodiscard]] std::string keys_sql(const std::vector<Comparison>& comparisons,
                                   const FittingKeys& keys);
// The row c has the key k.
[[nodiscard]] std::string join_condition(const std::vector<Comparison>& comparisons);

}  // namespace subset
