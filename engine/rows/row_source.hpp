// row_source.hpp
//
// What the closure may ask of the source, in ids of rows and keys. An interface, as a test answers
// from memory.
//
// Thread-safety: one thread.
#pragma once

#include "rows/keys.hpp"
#include "rows/row_set.hpp"
#include "util/id_vector.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace subset {

// What the source's planner knows of a reference, and of all.
struct ReferenceStatistics {
    double filled = 1;       // part of the child rows whose reference is not NULL
    double distinct = 0;     // parent rows that are referenced at all; 0: not known
    double selectivity = 1;  // of the rule's `where`
    double for_each = 1;     // parent rows that a child row refers to
};

struct Statistics {
    std::vector<double> root_rows;  // by root
    IdVector<ReferenceId, ReferenceStatistics> references;
};

// One row as the source gave it. Its views are valid during the call.
struct SourceRow {
    RowId id{};
    std::span<const KeyPart> keys;  // TablePlan::key_values
    // the output columns, in the row store's form; empty where not asked for
    std::string_view tuple;
    // the parent row that a rule selected it for; 0 where nothing says
    RowId parent{};
};

// What the closure may ask of the source. All answers come from one snapshot, and each function
// calls its sink once for each row or key.
class RowSource {
public:
    using RowSink = std::function<void(const SourceRow&)>;
    using KeySink = std::function<void(std::span<const KeyPart>)>;

    virtual ~RowSource() = default;

    // Reads the rows of a root without `query`.
    virtual void read_root(std::uint32_t root, bool with_tuple, const RowSink& sink) = 0;
    // Counts the rows of a root without `query`, whose ids read_root_ids() then gives from the
    // first on.
    virtual std::uint64_t count_root_ids(std::uint32_t root) = 0;
    // Reads the next ids of a root's rows, in the root's own order: as many as asked for, unless
    // fewer are left.
    virtual void read_root_ids(std::uint32_t root, std::uint64_t most,
                               const std::function<void(RowId)>& sink) = 0;
    // Reads all rows of a whole table.
    virtual void read_whole(TableId table, bool with_tuple, const RowSink& sink) = 0;
    // Reads the keys that a root's `query` returns, NULLs and duplicates too; in the order of the
    // primary key where the twin is to fit.
    virtual void read_root_keys(std::uint32_t root, const KeySink& sink) = 0;
    // Reads exactly the rows whose parent key is one of `keys`, each once for each time it matches.
    virtual void read_parents(ParentKeyId key, const KeyList& keys, bool with_tuple,
                              const RowSink& sink) = 0;
    // Reads the rows whose reference is one of `keys`, as the reference's [[child]] rule selects
    // them for each parent row that has the key; where there is a rule, SourceRow::parent says for
    // which.
    virtual void read_children(ReferenceId reference, const KeyList& keys, bool with_tuple,
                               const RowSink& sink) = 0;
    // Reads the rows that have these ids. Requires: the ids are ascending, each once.
    virtual void read_by_id(TableId table, std::span<const RowId> ids, bool with_tuple,
                            const RowSink& sink) = 0;
    // Reads the distinct keys, none with a NULL, of a reference over its whole child table.
    virtual void read_whole_keys(ReferenceId reference, const KeySink& sink) = 0;
    // Reads the rows of the child table, ids and keys alone, whose reference is one of `keys`,
    // whatever a rule says.
    virtual void read_referencing(ReferenceId reference, const KeyList& keys,
                                  const RowSink& sink) = 0;
    // Has the server find out which rows have one of `keys`, by its own comparison. The sink is
    // given the key's index in the list and the row.
    virtual void read_matches(ParentKeyId key, const KeyList& keys,
                              const std::function<void(std::size_t position, RowId row)>& sink) = 0;
    // Counts the rows of a whole table, and for each of `references` those where it is not NULL.
    virtual std::vector<std::uint64_t> read_counts(TableId table,
                                                   std::span<const ReferenceId> references) = 0;

    // Reads what the planner knows, for an estimate of what is to come. It is asked once, and only
    // where somebody waits for it.
    [[nodiscard]] virtual Statistics read_statistics() = 0;

    [[nodiscard]] virtual std::uint64_t queries() const = 0;
};

}  // namespace subset
