// plan.hpp
//
// What will be walked and copied, and why: the config held against the catalog. The fourth stage:
// reference graph -> *plan* -> closure. Everything that the later stages decide by is written down
// here.
//
// The closure's order of work comes from the expansion graph: its nodes are (table, chosen) and
// (table, required), its arcs what rules 2 and 3 of the design allow. Its strongly connected
// components in topological order are the order; every step belongs to the component that its rows
// come into, and only a component with a cycle repeats its steps.
//
// Thread-safety: values, immutable once returned.
#pragma once

#include "subset/catalog.hpp"
#include "subset/config.hpp"
#include "subset/reference_graph.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace subset {

enum class ParentKeyId : std::uint32_t {};

// A column of the twin's rows: `sql` is what the source is asked for (a mask or a NULL are another
// `sql`).
struct OutputColumn {
    std::string name;
    std::string sql;
    std::string type;
};

enum class CopyFormat : std::uint8_t { binary, text };

struct TablePlan {
    TableId table{};
    RowsRule rows = RowsRule::closure;
    CopyFormat format = CopyFormat::binary;
    std::vector<OutputColumn> output;  // generated columns are not among them
    // read raw beside the output: all that some reference or root needs
    ColumnList key_columns;
    bool reachable = false;  // rows may come into it

    // May go from source to target without the row store.
    [[nodiscard]] bool streamable() const noexcept { return rows == RowsRule::all; }
    // Where a column stands among key_columns. Requires: it does.
    [[nodiscard]] std::uint16_t key_slot(std::uint16_t column) const;
};

// Something that references point at: some columns of a relation. References to the same columns
// share it, so that a parent row wanted by several of them is asked for once.
struct ParentKey {
    ParentKeyId id{};
    Relation relation;
    ColumnList columns;
    std::vector<std::uint16_t> slots;  // in the table's key_columns
    // of the first reference to it: all agree on the parent's side
    std::vector<KeyOperator> operators;
    // one for each column: what a wanted key's values are cast to
    std::vector<std::string> literal_types;
    // how each value is encoded in a key: integer, uuid, or as text
    std::vector<KeyKind> codecs;
    bool integers = false;  // one integer column: keys are int64
    // which row has which key may be decided without the server
    bool decidable_here = false;
    bool indexed = false;  // an index begins with one of its columns
    // its rows are asked for; not where the whole table comes anyway
    bool asked = false;
    bool tracked = false;  // which keys are wanted and known is remembered
};

enum class Follow : std::uint8_t { chosen, always, never };

struct ReferencePlan {
    ReferenceId reference{};
    ParentKeyId parent_key{};
    std::vector<std::uint16_t> child_slots;  // in the child table's key_columns
    bool cut = false;                        // not followed up
    Follow follow = Follow::never;  // down; never where nothing can be chosen in its parent
    bool child_indexed = false;
    bool walked = false;  // its child may have rows, and it is not cut
};

struct RootPlan {
    TableId table{};
    Relation relation;
    std::string where;     // SQL, empty for none
    std::string order_by;  // SQL with the tie-break, empty where there is no limit
    std::optional<std::uint64_t> limit;
    std::string sample;                    // TABLESAMPLE clause, empty for none
    std::string query;                     // SQL, empty for none
    std::optional<ParentKeyId> query_key;  // the primary key, with `query`
    bool chosen = false;
};

enum class StepKind : std::uint8_t {
    root,        // rows that the config names
    up,          // parent rows, by the keys wanted of a ParentKey
    down,        // child rows, by the keys of chosen parent rows
    whole_keys,  // the distinct keys that a whole table's reference wants
};

struct Step {
    StepKind kind{};
    std::uint32_t subject = 0;  // index of the root, ParentKeyId, or ReferenceId
    bool chosen = false;        // the rows that it brings are chosen
};

struct Component {
    std::vector<Step> steps;
    bool repeats = false;
};

struct Plan {
    Config config;
    Catalog catalog;
    ReferenceGraph graph;
    std::vector<TablePlan> tables;          // by TableId
    std::vector<ReferencePlan> references;  // by ReferenceId
    std::vector<ParentKey> parent_keys;     // by ParentKeyId
    std::vector<RootPlan> roots;            // as Config::roots, position by position
    std::vector<Component> order;           // of the closure
    std::vector<Fault> warnings;            // a glob that matches nothing ...
    std::vector<Fault> faults;              // the config's own, and those that the catalog shows

    [[nodiscard]] const TablePlan& table(TableId id) const { return tables[index_of(id)]; }
    [[nodiscard]] const ReferencePlan& reference(ReferenceId id) const {
        return references[index_of(id)];
    }
    [[nodiscard]] const ParentKey& parent_key(ParentKeyId id) const {
        return parent_keys[index_of(id)];
    }
};

}  // namespace subset
