// edge_log.hpp
//
// An EdgeLog keeps what the walk met, so that `why` can go along it when the walk is over: the
// rows, what the roots name, which row has which key, and which row refers to which.
//
// Memory: 8 bytes for each row, 8 for each row that a root names, 32 for each row and parent key
//         that the row has, 16 for each (row, reference) and direction; while the log grows, up
//         to twice as much. Keys other than integers are kept besides, each once
//         (key_numbers.hpp).
//
// Thread-safety: const members from any thread once finish() has returned.
#pragma once

#include "closure/closure.hpp"
#include "rows/key_numbers.hpp"
#include "util/id_vector.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace subset {

// A row has the key, or refers to it; keys are given by their numbers.
struct KeyUse {
    std::int64_t key = 0;
    RowId row{};
};

// A rule selected this child row for this parent row.
struct SelectedPair {
    RowId parent{};
    RowId child{};
};

class EdgeLog : public EdgeSink {
public:
    // The plan must outlive this.
    explicit EdgeLog(const RowPlan& plan);

    void arrives(TableId table, RowId row, bool chosen) override;
    void names(std::uint32_t root, RowId row) override;
    void has_key(ParentKeyId key, RowId row, const Key& value) override;
    void refers(ReferenceId reference, RowId child, const Key& value, bool down) override;
    void selected_for(ReferenceId reference, RowId child, RowId parent) override;
    void whole_refers(ReferenceId reference, const Key& value) override;

    // Ends the recording; the members below can be called from here on. Where only the server may
    // say which keys are equal, it is asked which rows have the keys that came.
    //
    // Throws: what the source throws.
    // Cost:   a round trip for each such parent key, or several above 125,000 keys.
    void finish(RowSource& source);

    // All lists below are in ascending order without duplicates; rows are ordered by their id.
    [[nodiscard]] std::span<const RowId> rows(TableId table, bool chosen) const;
    [[nodiscard]] std::span<const RowId> named(std::uint32_t root) const;
    // These return the rows that have the key, and the keys that the row has.
    [[nodiscard]] std::span<const KeyUse> holders(ParentKeyId key, std::int64_t number) const;
    [[nodiscard]] std::span<const KeyUse> keys_of(ParentKeyId key, RowId row) const;
    // Returns what the row refers to by a reference that is followed up.
    [[nodiscard]] std::span<const KeyUse> references_of(ReferenceId reference, RowId child) const;
    // Returns all rows that refer to something by the reference, ordered by row.
    [[nodiscard]] std::span<const KeyUse> referring(ReferenceId reference) const;
    // These return the rows that were selected by the key on the way down, and the rows for all
    // keys, ordered by key.
    [[nodiscard]] std::span<const KeyUse> selected_by(ReferenceId reference,
                                                      std::int64_t number) const;
    [[nodiscard]] std::span<const KeyUse> selected(ReferenceId reference) const;
    // These serve a reference whose rule selects rows for each of several parent rows with the same
    // key: they return the rows selected for one parent row, and all pairs, ordered by parent row.
    [[nodiscard]] std::span<const SelectedPair> selected_for(ReferenceId reference,
                                                             RowId parent) const;
    [[nodiscard]] std::span<const SelectedPair> selected_pairs(ReferenceId reference) const;
    // Returns the keys that rows of a table that streams refer to.
    [[nodiscard]] std::span<const std::int64_t> whole_keys(ReferenceId reference) const;
    // Returns all keys of this parent key that came.
    // Requires: its keys are not integers.
    [[nodiscard]] const KeyList& keys(ParentKeyId key) const;

private:
    [[nodiscard]] std::int64_t number_of(ReferenceId reference, const Key& value);
    void ask_for_holders(const ParentKey& key, RowSource& source);

    const RowPlan& plan_;
    IdVector<TableId, std::vector<RowId>> rows_[2];  // by mark (chosen: 1)
    std::vector<std::vector<RowId>> named_;          // by root
    IdVector<ParentKeyId, KeyNumbers> numbers_;
    IdVector<ParentKeyId, std::vector<KeyUse>> holders_by_key_;
    IdVector<ParentKeyId, std::vector<KeyUse>> holders_by_row_;
    IdVector<ReferenceId, std::vector<KeyUse>> up_;              // by row
    IdVector<ReferenceId, std::vector<KeyUse>> down_;            // by key
    IdVector<ReferenceId, std::vector<SelectedPair>> selected_;  // by parent row
    IdVector<ReferenceId, std::vector<std::int64_t>> whole_;
};

}  // namespace subset
