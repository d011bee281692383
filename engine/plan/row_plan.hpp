// row_plan.hpp
//
// The row plan says which rows will be walked and copied, and why: it is the config held against
// the catalog. The closure needs no more than this; output_plan.hpp says what is made of the rows.
//
// The expansion graph gives the closure its order of work. Its nodes are (table, chosen) and
// (table, required), and its arcs are what DESIGN.md, rules 2 and 3, allows. The order is that of
// its strongly connected components, sorted topologically. Every step belongs to the component that
// its rows come into, and only a component with a cycle repeats its steps.
//
// Thread-safety: values, immutable once returned.
#pragma once

#include "catalog/catalog.hpp"
#include "graph/reference_graph.hpp"
#include "mask/column_mask.hpp"
#include "plan/disk_space.hpp"
#include "rows/keys.hpp"
#include "subset/config.hpp"
#include "util/id_vector.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace subset {

// Slots are indexes into a table's key values or output columns. In a tree of tables that inherit
// from one another, each table has slots of its own.
using Slots = std::vector<std::uint16_t>;

// Keys are made of such values, in their raw form: integers as int8, uuids, and all else as text.
// `sql` is over the row c, and is selected beside the output.
struct KeyValue {
    std::string sql;
    KeyKind kind = KeyKind::server;
    // The value is an array of such values: the elements by which the row refers, without NULLs.
    bool elements = false;
};

struct TablePlan {
    TableId table{};
    RowsRule rows = RowsRule::closure;
    Place rows_place = {};  // the entry that decides; the config where none does
    // The rows are in the twin only because a migration tool keeps its state there.
    bool by_default = false;
    std::vector<KeyValue> key_values;  // all that some reference or root needs
    bool reachable = false;            // rows may come into it
    // The rows go from the source into the target without the row store, once the closure is known.
    // A table is streamable where it is whole, none of its rows waits for the final closure to be
    // patched, and none of them must be walked from.
    bool streamable = false;
    // Some of the table's rows may change or go when the closure is final.
    bool patched = false;
    // The masks are by column of the table; columns that are not copied are counted too.
    MasksOfTable masks;
    StatesOfTable states;

    [[nodiscard]] bool masked() const noexcept;
    [[nodiscard]] bool masks_column(std::uint16_t column) const noexcept {
        return column < masks.size() && masks[column].has_value();
    }
};

// A ParentKey is some columns of a relation that references point at. References to the same
// columns share one ParentKey, so that a parent row that several of them want is asked for once.
struct ParentKey {
    ParentKeyId id{};
    Relation relation;
    ColumnList columns;
    std::map<TableId, Slots> slots;  // in each table's key_values
    // The operators are those of the first reference to the key: all references agree on the
    // parent's side.
    std::vector<KeyOperator> operators;
    // There is one type for each column; the values of a wanted key are cast to it.
    std::vector<std::string> literal_types;
    // Each codec says how a value is encoded in a key: as integer, as uuid or as text.
    std::vector<KeyKind> codecs;
    KeyForm form = KeyForm::bytes;
    // It may be decided without the server which row has which key.
    bool decidable_here = false;
    bool indexed = false;  // an index begins with one of its columns
    bool unique = true;    // at most one row has each key
    // The rows are asked for by key, which is not needed where the whole table comes anyway.
    bool asked = false;
    bool tracked = false;  // it is remembered which keys are wanted and known
};

// Cut says whether and how a reference becomes NULL where the parent row is not in the closure.
enum class Cut : std::uint8_t {
    no,
    always,        // the parent table stays empty: the output's SQL says NULL
    where_absent,  // decided when the closure is final
    // The parent table keeps the target's rows: the reference is not followed, and it is checked in
    // the target whether it holds.
    by_target,
    // Decided when the rows are in the target: the parent table is an extension's, or single
    // elements of an array refer to it.
    in_target,
};

// Whether a rule leaves the rows that the reference refers to out of the twin.
[[nodiscard]] constexpr bool leaves_null(Cut cut) noexcept {
    return cut == Cut::always || cut == Cut::where_absent || cut == Cut::in_target;
}

struct ReferencePlan {
    ReferenceId reference{};
    ParentKeyId parent_key{};
    std::map<TableId, Slots> child_slots;  // in each child table's key_values; empty: none is read
    Cut cut = Cut::no;                     // otherwise it is followed up
    // The reference is followed down like this; it is `never` where no parent row can come from
    // which it would be followed.
    Follow follow = Follow::never;
    std::string where;                   // of [[child]]: SQL over c and p
    std::string order_by;                // SQL with the tie-break; of use where there is a limit
    std::optional<std::uint64_t> limit;  // for each parent row
    // These are the entries that name the reference.
    std::optional<ChildRule> child_rule;
    std::optional<CutRule> cut_rule;
    Dangling dangling = Dangling::fail;
    bool child_indexed = false;
    // A rule selects the children of each parent row, and their keys do not say of which.
    bool by_parent_row = false;
    bool walked = false;  // its child may have rows, and it is not cut
    // The parent table is an extension's: its rows are the target's own, and the source is not
    // asked for any.
    bool to_extension = false;

    // By child table: the columns that may be NULL where the parent row is not there (DESIGN.md,
    // rule 4). They are nullable, and no reference that stays shares them. Of a reference by
    // elements it is the array, which loses the elements that refer to no row.
    std::map<TableId, ColumnList> nullable;

    // The list is empty where the table is none of the child tables.
    [[nodiscard]] const ColumnList& nullable_in(TableId child) const;
    // Whether every child table has a column that can be NULL instead.
    [[nodiscard]] bool can_be_null() const noexcept;
    [[nodiscard]] bool has_rule() const noexcept { return !where.empty() || limit.has_value(); }
};

struct RootPlan {
    TableId table{};
    Relation relation;
    std::string where;  // SQL, empty for none
    // SQL with the tie-break, empty where all rows come: without a limit, and without `fit`
    std::string order_by;
    std::optional<std::uint64_t> limit;
    std::string sample;                    // TABLESAMPLE clause, empty for none
    std::string query;                     // SQL, empty for none
    std::optional<ParentKeyId> query_key;  // the primary key, with `query`
    bool chosen = false;
    RootConfig rule;         // the entry; where it has a glob, with this table's name in its place
    std::size_t number = 0;  // of the entry in the config, from 1

    // Returns the tables whose rows the root names; there is none where the root is faulty.
    [[nodiscard]] std::vector<TableId> tables() const {
        return relation.oid == 0 ? std::vector<TableId>{} : relation.tables();
    }
    bool of_glob = false;  // of an entry that means several tables
    [[nodiscard]] bool names(TableId id) const { return relation.oid != 0 && relation.has(id); }
};

enum class StepKind : std::uint8_t {
    root,        // rows that the config names
    whole,       // all rows of a whole table that is not streamable
    up,          // parent rows, by the keys wanted of a ParentKey
    down,        // child rows, by the keys of chosen parent rows
    whole_keys,  // the distinct keys that a whole table's reference wants
};

struct Step {
    StepKind kind{};
    // The index of the root, the TableId, the ParentKeyId or the ReferenceId, as `kind` says.
    std::uint32_t subject = 0;
    bool chosen = false;  // the rows that it brings are chosen
};

struct Component {
    std::vector<Step> steps;
    bool repeats = false;
};

struct RowPlan {
    Place place;  // of the config as a whole
    Catalog catalog;
    ReferenceGraph graph;
    IdVector<TableId, TablePlan> tables;
    IdVector<ReferenceId, ReferencePlan> references;
    IdVector<ParentKeyId, ParentKey> parent_keys;
    // In the order of the config's [[root]] entries; one with a glob has a root for each table.
    std::vector<RootPlan> roots;
    std::vector<Component> order;  // of the closure
    // These indexes of Catalog::extension_relations are those whose configuration comes along.
    std::vector<std::size_t> extension_rows;
    bool hides_values = false;  // no message may hold a value of a row, but for keys
    // What rows take on the target's disk. It is there where the twin is to fit.
    std::optional<DiskSpace> space = {};

    [[nodiscard]] const TablePlan& table(TableId id) const { return tables[id]; }
    [[nodiscard]] const ReferencePlan& reference(ReferenceId id) const { return references[id]; }
    [[nodiscard]] const ParentKey& parent_key(ParentKeyId id) const { return parent_keys[id]; }
    // Whether rows may come into some of the tables that the relation covers.
    [[nodiscard]] bool reaches(const Relation& relation) const;
    // Whether all of the tables that the relation covers stream.
    [[nodiscard]] bool streams(const Relation& relation) const;
};

// Whether any column is masked, and whether some mask needs the key of [mask].
[[nodiscard]] bool has_masks(const RowPlan& plan);
[[nodiscard]] bool needs_mask_key(const RowPlan& plan);

}  // namespace subset
