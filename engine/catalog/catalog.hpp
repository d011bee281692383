// catalog.hpp
//
// The catalog holds what the source has, as one value: tables, columns, keys, references,
// sequences. It is the second stage: config -> *catalog* -> reference graph. It is read once, under
// the run's snapshot, and never changed afterwards.
//
// A partitioned table is one Table; its leaves are parts of it. A table that inherits from another
// is a table of its own, and a Relation may cover the whole inheritance tree. Tables that belong to
// extensions are not here.
//
// Thread-safety: values, immutable once returned.
#pragma once

#include "catalog/value_type.hpp"
#include "subset/config.hpp"
#include "subset/error.hpp"
#include "util/id_vector.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace subset {

using Oid = std::uint32_t;

struct Column : ValueType {
    std::string name;
    std::int16_t number = 0;  // pg_attribute.attnum: has holes where columns were dropped
    std::string collation;    // quoted; empty where the type has none
    bool not_null = false;
    bool generated = false;  // never copied
    // The next two are read only where the config speaks of masks. `unique`: the column is in a
    // unique index; indexes over expressions and partial indexes count too. `routes`: the column is
    // in the key of a partitioned table that has no partition for some values.
    bool unique = false;
    bool routes = false;
    bool partitions = false;  // it is in the key of the partitioned table itself
    // The column is in these CHECK constraints, which may require a value of it.
    std::vector<std::string> checks = {};
};

// This is a CHECK constraint of a table. It is read only where the config speaks of masks.
struct CheckConstraint {
    std::string name;
    std::string sql;  // over columns without a qualifier
};

// Columns are given as indexes into Table::columns.
using ColumnList = std::vector<std::uint16_t>;
inline constexpr std::uint16_t no_column = 0xffff;

// RowSecurity says what row security means for the rows that the role reads of a relation.
struct RowSecurity {
    bool active = false;  // row_security_active(): it binds the role
    bool hides =
        false;  // and no policy lets the role see all rows, or a restrictive one narrows that
    std::string policies;  // by which it hides rows, by name; empty: none lets the role see any
};

struct Leaf {
    Oid oid = 0;
    QualifiedName name;
};

enum class TableKind : std::uint8_t { plain, partitioned };

struct Table {
    TableId id{};
    Oid oid = 0;
    QualifiedName name;
    TableKind kind = TableKind::plain;
    std::vector<Column> columns;  // by attnum, dropped ones left out
    ColumnList primary_key;       // empty where there is none
    // For each column of the primary key, this is the equality by which it is unique, as SQL.
    std::vector<std::string> primary_key_operators;
    // These are the columns of each usable index; a list ends before the index's first expression.
    std::vector<ColumnList> indexes;
    ColumnList indexed_elements;          // arrays whose elements an index finds
    std::vector<ColumnList> unique_keys;  // columns of each unique index over all rows
    std::vector<CheckConstraint> checks;  // by name
    std::vector<ColumnList> joined;       // columns that one rule of the schema looks at together
    std::vector<Leaf> leaves;             // by name; the table itself where it is plain
    // This is a partition whose rows are on another server (relkind f); it is not among the leaves.
    std::optional<QualifiedName> foreign_partition;
    // The first leaf has this number in ids of rows. All tables that take part in inheritance are
    // numbered together, so that a row's id says which table of a tree it is in.
    std::uint16_t first_leaf = 0;
    std::vector<TableId> ancestors;  // tables that it inherits from, directly or not; ascending
    std::vector<QualifiedName> ancestor_names;
    std::vector<TableId> heirs;  // tables that inherit from it, directly or not, in any schema
    // These are the foreign tables that inherit from it, directly or not.
    std::vector<QualifiedName> foreign_heirs;
    // A table that was not read, as it belongs to an extension, inherits from it.
    bool unread_heirs = false;
    std::optional<std::uint64_t> about_rows;  // pg_class.reltuples, leaves summed
    std::uint64_t about_bytes = 0;            // pg_table_size, leaves summed
    bool readable = true;                     // has_table_privilege(SELECT), on every leaf too
    RowSecurity row_security;                 // where the rows are read from the table itself
    // The twin has the table: its schema is one of [source] schemas, and no [[table]] entry says
    // that it is absent. Of other tables nothing but the system catalogs is read.
    bool in_scope = true;
    bool absent = false;      // by rows = "absent", in a schema of [source] schemas
    bool migrations = false;  // a known tool keeps there which migrations have run
    // The table belongs to this extension; empty where it is the user's. The rows of an extension's
    // table are the target's own in the twin.
    std::string extension = {};
    // Ids cannot tell its rows apart for this reason: "is a hypertable of TimescaleDB". Empty: they
    // can.
    std::string without_row_ids;

    // Returns the leaf that has this number in the ids of rows.
    [[nodiscard]] const Leaf& leaf(std::uint16_t number) const {
        return leaves.at(static_cast<std::size_t>(number - first_leaf));
    }
    [[nodiscard]] std::string qualified_name_of(std::size_t column) const;  // "public.users.id"
    [[nodiscard]] std::optional<std::uint16_t> column_named(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> names_of(const ColumnList& list) const;
};

// Whether the rows of the table can be read at all. A table that stays empty need not be readable.
[[nodiscard]] bool can_be_read(const Table& table);

// A relation is what a name of the config may mean: a table, or a part of one.
struct Relation {
    Oid oid = 0;
    QualifiedName name;
    TableId table{};                    // the table that it is, or that it is a part of
    bool whole = true;                  // all leaves of that table; otherwise these:
    std::vector<std::uint16_t> leaves;  // ascending
    RowSecurity row_security = {};      // where the rows are read from this relation
    // It covers these tables of an inheritance tree, ascending; empty: `table` alone.
    std::vector<TableId> tree = {};

    [[nodiscard]] bool covers(std::uint16_t leaf) const;
    // Returns the tables whose rows the relation covers.
    [[nodiscard]] std::vector<TableId> tables() const;
    [[nodiscard]] bool is_tree() const noexcept { return !tree.empty(); }
    [[nodiscard]] bool has(TableId id) const;
};

// A foreign key compares each pair of columns with an operator (pg_constraint.conpfeqop: the parent
// is on the left, the child on the right). KeyOperator holds it as SQL: "OPERATOR(pg_catalog.=)".
struct KeyOperator {
    std::string parent_child;  // parent on the left
    std::string child_parent;  // its commutator, child on the left
    // The next two are the types of the operands, for casting literals. Where the operand is
    // polymorphic (anyenum ...), it is the column's own base type.
    std::string parent_type;
    std::string child_type;
    // Equal text means equal value on both sides, and the reverse.
    bool decidable_here = false;
};

// A written reference computes this value from the child row, which is called c.
struct ChildExpression {
    std::string sql;
    ValueType type;
};

// A written reference may refer by each element of an array to a parent row of its own.
struct ElementsOfPair {
    std::size_t pair = 0;  // the pair whose child value is the array
    ValueType type;        // of one element
};

struct Reference {
    ReferenceId id{};
    std::string name;                      // pg_constraint.conname, or of [[reference]]
    std::vector<std::string> equal_names;  // of other references that are the same as this one
    Relation child;                        // the relation that declares it, a single leaf perhaps
    Relation parent;
    ColumnList child_columns;  // in the constraint's order
    ColumnList parent_columns;
    std::vector<KeyOperator> operators;  // one for each pair
    bool validated = true;
    bool period = false;                   // the last pair is a PERIOD: contained, not equal
    std::vector<std::string> constraints;  // pg_constraint.conname of all that are this one
    bool parent_unique = true;             // at most one parent row for each key
    // There is one for each pair, where some pair is no column; otherwise there is none.
    std::vector<ChildExpression> expressions;
    std::optional<ElementsOfPair> elements;  // absent: a row refers to the rows of one key
    std::string when;                        // SQL over the child row c; empty: always
    std::optional<ReferenceRule> rule;       // the [[reference]] that wrote it

    // Whether it is in pg_constraint; otherwise it is written by [[reference]] alone.
    [[nodiscard]] bool declared() const noexcept { return !constraints.empty(); }
    // Whether it has no expression. For an expression, `no_column` stands among the columns.
    [[nodiscard]] bool by_columns() const noexcept { return expressions.empty(); }
    // Whether the child's value of the pair is an array that refers by its elements.
    [[nodiscard]] bool by_elements(std::size_t pair) const noexcept {
        return elements && elements->pair == pair;
    }
};

struct Sequence {
    Oid oid = 0;
    QualifiedName name;
    std::optional<TableId> owner;  // the table whose column owns it
    std::string owner_column;
    bool readable = true;         // has_sequence_privilege(SELECT)
    std::int64_t last_value = 0;  // read only where readable
    bool is_called = false;
};

// This is a table, view or sequence that belongs to an extension.
struct ExtensionRelation {
    QualifiedName name;
    std::string extension;
    bool is_sequence = false;
    // This SQL selects the rows of the extension's configuration, which a dump carries: "WHERE
    // custom", or empty for all rows. It is absent where all rows are the extension's own.
    std::optional<std::string> condition;
    bool readable = true;
    bool policy_active = false;
    std::string columns;      // as SQL: "unit, factor"
    std::string definitions;  // as SQL: "unit text, factor numeric"
    std::string key;          // columns of the primary key or of another key, as SQL; empty: none
    std::string updates;      // the other columns, as SQL: "factor = excluded.factor"
    // Whether the extension's own script lets everybody do this.
    bool everybody_inserts = false;
    bool everybody_references = false;
    bool everybody_selects = false;
};

struct MaterializedView {
    Oid oid = 0;
    QualifiedName name;
    bool populated = true;
    bool reads_elsewhere = false;  // a foreign table, or a function that may ask another server
};

struct Catalog {
    std::string end = "source";  // or "target", where a twin is looked at: for messages
    std::string database;
    std::string comment;                     // of the database: of a twin, its stamp
    std::string server_version;              // "15.8"
    int server_version_num = 0;              // 150008
    std::string role;                        // the role that reads it
    std::vector<std::string> schemas;        // user schemas in scope, by name
    std::vector<std::string> other_schemas;  // user schemas left out
    // These schemas in scope hold something that is no extension's: a replace replaces them.
    std::vector<std::string> filled_schemas;
    IdVector<TableId, Table> tables;  // by name: TableId is the index
    // They are in the order of child relation and name, the written ones last: ReferenceId is the
    // index.
    IdVector<ReferenceId, Reference> references;
    std::vector<Sequence> sequences;  // by name, in scope
    // They are in scope, and in an order in which they can be refreshed.
    std::vector<MaterializedView> materialized_views;
    std::vector<Relation> relations;  // every table and partition
    // These are the views and foreign tables. They cannot be roots, and a message says why.
    std::vector<QualifiedName> other_relations;
    // They are grouped by extension, in the order in which their rows can be loaded.
    std::vector<ExtensionRelation> extension_relations;
    // The next three are of the config's [[reference]] entries: what is wrong with them, what may
    // be, and which tables their globs mean.
    std::vector<Fault> faults;
    std::vector<Fault> warnings;
    std::vector<std::string> notes;

    [[nodiscard]] const Table& table(TableId id) const { return tables[id]; }
    [[nodiscard]] const Reference& reference(ReferenceId id) const { return references[id]; }
    // Returns the relation without what inherits from the table, or null where there is none.
    [[nodiscard]] const Relation* relation_named(const QualifiedName& name) const;
    [[nodiscard]] const ExtensionRelation* extension_relation_named(
        const QualifiedName& name) const;
    // Returns the relation of the table alone, without the tables that inherit from it.
    [[nodiscard]] Relation own_rows(TableId id) const;
    // Adds all tables in scope that inherit from the relation's, as its name in FROM does.
    [[nodiscard]] Relation tree_of(Relation relation) const;
    // Whether some of the tables that the relation covers are in scope.
    [[nodiscard]] bool in_scope(const Relation& relation) const;
    // Returns the reference as one of the tables that its child relation covers has it.
    [[nodiscard]] Reference reference_of(ReferenceId id, TableId child) const;
    // Returns the table whose leaf has that number, among the tables that the relation covers.
    [[nodiscard]] TableId table_with(const Relation& relation, std::uint16_t leaf) const;
    // Finds the columns of the table `named` by their names in another table of its tree.
    [[nodiscard]] ColumnList columns_in(TableId table, TableId named,
                                        const ColumnList& columns) const;
};

}  // namespace subset
