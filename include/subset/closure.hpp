// closure.hpp
//
// The closure is the smallest set of rows that holds the roots, the parent of every row in it, and
// the children asked for. The fifth stage: plan -> *closure* -> target script. Its result does not
// depend on the order in which anything was visited; references may form cycles; the work ends
// because sets only grow.
//
// Thread-safety: one thread; the RowSource is used by that thread alone.
#pragma once

#include "subset/cancellation.hpp"
#include "subset/observer.hpp"
#include "subset/plan.hpp"
#include "subset/row_set.hpp"
#include "subset/row_store.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

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
    // Reads all rows of a whole table.
    virtual void read_whole(TableId table, bool with_tuple, const RowSink& sink) = 0;
    // Reads the keys that a root's `query` returns, NULLs and duplicates too.
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

    // About how many rows the closure will hold, for whoever looks on; 0 where nobody knows. It is
    // asked once, and only for a closure that takes long.
    [[nodiscard]] virtual std::uint64_t estimate_rows() { return 0; }

    [[nodiscard]] virtual std::uint64_t queries() const = 0;
};

// Hears what the walk meets; `why` and the list of what brought the most are made of it. Together
// has_key() and refers() give every (row, reference, row), also between rows that are known
// already. The other functions tell what the walk began with, and what it did not read. Of a table
// that streams, only the chosen rows come in.
class EdgeSink {
public:
    virtual ~EdgeSink() = default;
    // A row came in. Each row is told once, before its keys.
    virtual void arrives(TableId table, RowId row, bool chosen) {
        (void)table, (void)row, (void)chosen;
    }
    // A root names the row, whether it is there already or not, and of whatever table.
    virtual void names(std::uint32_t root, RowId row) { (void)root, (void)row; }
    // A row came in, and this is its value of a parent key.
    virtual void has_key(ParentKeyId key, RowId row, const EncodedKey& value) = 0;
    // A child row refers to a key. It was met on the way up from it, or, with `down`, selected on
    // the way down from the parent.
    virtual void refers(ReferenceId reference, RowId child, const EncodedKey& value, bool down) = 0;
    // The parent row for which a rule selected the child row. This is told after refers() on the
    // way down, where several parent rows may have the key.
    virtual void selected_for(ReferenceId reference, RowId child, RowId parent) {
        (void)reference, (void)child, (void)parent;
    }
    // Some row of a table that streams refers to the key. Each key is told once.
    virtual void whole_refers(ReferenceId reference, const EncodedKey& value) {
        (void)reference, (void)value;
    }
};

struct ReferenceCounts {
    std::uint64_t up = 0;
    std::uint64_t down = 0;
    std::uint64_t dangling = 0;
    std::vector<std::string> dangling_keys;  // a few, for people
    std::uint64_t asked = 0;                 // parent keys that child rows were asked for by
    double seconds = 0;                      // that this took
};

struct TableCounts {
    std::uint64_t rows = 0;
    std::uint64_t chosen = 0;
    std::uint64_t bytes = 0;  // stored; about, without a store
};

// What becomes of rows of one table when the closure is final.
struct TablePatch {
    struct Nulled {
        ReferenceId reference{};  // whose null_outputs are NULL ...
        RowSet rows;              // ... in these rows
    };
    RowSet dropped;
    std::vector<Nulled> nulled;
};

// Some rows of a table that has masks, to say what its columns must not hold in the twin. The raw
// values are here as hashes with the run's salt, never as they are.
struct MaskSample {
    struct Row {
        std::vector<std::string> key;  // the primary key as it is in the twin; empty: there is none
        // by `columns`; absent where there is no value, or where its masked form happens to equal
        // it
        std::vector<std::optional<std::string>> hashes;
    };
    TableId table{};
    std::string salt;
    std::vector<std::uint16_t> columns;
    std::vector<Row> rows;
};

// Rows of an extension's configuration, which no reference brings.
struct ExtensionRows {
    std::size_t relation = 0;  // of Catalog::extension_relations
    std::uint64_t rows = 0;
    std::string lines;            // in COPY's text format
    std::int64_t last_value = 0;  // of a sequence
};

struct Closure {
    std::vector<TableCounts> tables;          // by TableId
    std::vector<ReferenceCounts> references;  // by ReferenceId
    // by TableId; of tables that stream only the chosen rows
    std::vector<RowSet> rows;
    std::vector<TablePatch> patches;                 // by TableId
    std::vector<MaskSample> mask_samples = {};       // read_mask_samples()
    std::vector<ExtensionRows> extension_rows = {};  // with_extension_rows()
    std::uint64_t total_rows = 0;
    std::uint64_t total_bytes = 0;
};

// Throws: what the source throws; limit, where a [limits] entry would be passed; user_sql, where a
//         root's query returns NULL or unknown keys; not_whole, where a validated reference
//         dangles; config, where the closure has no row; interrupted.
// Cost:   about one query for each step of the plan's order, more inside cycles and past 50,000
//         keys.
[[nodiscard]] Closure compute_closure(const Plan& plan, RowSource& source, RowStore* store,
                                      EdgeSink* edges, Observer& observer,
                                      const Cancellation& cancellation);

}  // namespace subset
