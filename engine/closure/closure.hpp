// closure.hpp
//
// The closure is the smallest set of rows that holds the roots, the parent of every row in it, and
// the children asked for. The fifth stage: plan -> *closure* -> target script. Its result does not
// depend on the order in which anything was visited; references may form cycles; the work ends
// because sets only grow.
//
// Thread-safety: one thread; the RowSource is used by that thread alone.
#pragma once

#include "closure/brought.hpp"
#include "plan/row_plan.hpp"
#include "rows/extension_rows.hpp"
#include "rows/keys.hpp"
#include "rows/mask_sample.hpp"
#include "rows/row_set.hpp"
#include "rows/row_source.hpp"
#include "rows/row_store.hpp"
#include "subset/cancellation.hpp"
#include "subset/observer.hpp"
#include "util/id_vector.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace subset {

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
    virtual void has_key(ParentKeyId key, RowId row, const Key& value) = 0;
    // A child row refers to a key. It was met on the way up from it, or, with `down`, selected on
    // the way down from the parent.
    virtual void refers(ReferenceId reference, RowId child, const Key& value, bool down) = 0;
    // The parent row for which a rule selected the child row. This is told after refers() on the
    // way down, where several parent rows may have the key.
    virtual void selected_for(ReferenceId reference, RowId child, RowId parent) {
        (void)reference, (void)child, (void)parent;
    }
    // Some row of a table that streams refers to the key. Each key is told once.
    virtual void whole_refers(ReferenceId reference, const Key& value) {
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
        ReferenceId reference{};  // whose columns are NULL ...
        RowSet rows;              // ... in these rows
    };
    RowSet dropped;
    std::vector<Nulled> nulled;
};

// FitOutcome says how much of the roots came, where the twin is to fit.
struct FitOutcome {
    struct Root {
        std::uint64_t rows = 0;     // the first ones, in the root's order
        std::uint64_t of_rows = 0;  // that the root selects
        // What the next row would bring, in bytes on disk: at least so many where there are `more`.
        std::optional<std::uint64_t> next_bytes;
        bool more = false;
    };
    std::uint64_t wish = 0;        // [limits] fit
    std::vector<Root> roots;       // as in the plan
    double fraction = 1;           // of each root's rows
    std::uint64_t bytes = 0;       // on the target's disk
    std::uint64_t base_bytes = 0;  // of this the empty schema and the whole tables
    Brought brought;
    // What each table takes, leaf by leaf.
    IdVector<TableId, std::vector<std::uint64_t>> leaf_bytes;
};

// ClosureCounts says how much the closure has: all that a report, a stamp and the proof's counts
// need.
struct ClosureCounts {
    IdVector<TableId, TableCounts> tables;
    IdVector<ReferenceId, ReferenceCounts> references;
    std::vector<std::uint64_t> root_rows;  // of each root of the plan: rows that it names
    std::uint64_t total_rows = 0;
    std::uint64_t total_bytes = 0;
    std::optional<FitOutcome> fit;  // where RowPlan::space is there
};

// ClosureRows says which rows the closure has, and what is changed in them.
struct ClosureRows {
    IdVector<TableId, RowSet> rows;  // of tables that stream only the chosen rows
    IdVector<TableId, TablePatch> patches;
};

// ClosureSamples holds what is read beside the closure, when it is known.
struct ClosureSamples {
    std::vector<MaskSample> mask_samples;       // read_mask_samples()
    std::vector<ExtensionRows> extension_rows;  // with_extension_rows()
};

struct Closure : ClosureCounts, ClosureRows, ClosureSamples {};

// Where RowPlan::space is there and the limits have `fit`, of each root only so many of its first
// rows come as fit (fit_roots.hpp).
//
// Throws: what the source throws; limit, where a [limits] entry would be passed, or where not even
//         one row of each root fits; user_sql, where a
//         root's query returns NULL or unknown keys; not_whole, where a validated reference
//         dangles; config, where the closure has no row; interrupted.
// Cost:   about one query for each step of the plan's order, more inside cycles and past 50,000
//         keys.
[[nodiscard]] Closure compute_closure(const RowPlan& plan, const Limits& limits, RowSource& source,
                                      RowStore* store, EdgeSink* edges, Observer& observer,
                                      const Cancellation& cancellation);

}  // namespace subset
