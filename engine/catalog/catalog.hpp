// catalog.hpp
//
// What the source has, as one value: tables, columns, keys, references, sequences. The second
// stage: config -> *catalog* -> reference graph. It is read once, under the run's snapshot, and
// never changed afterwards.
//
// A partitioned table is one Table; its leaves are parts of it. A table that inherits from another
// is a table of its own, and a Relation may cover the whole tree. Tables that belong to extensions
// are not here.
//
// Thread-safety: values, immutable once returned.
#pragma once

#include "subset/config.hpp"
#include "subset/error.hpp"
#include "util/identifier.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace subset {

using Oid = std::uint32_t;

// How values of a column can be compared on this side: equal bytes mean equal values and the
// reverse for all but `server`, whose values only the server may compare (numeric, citext, char(n),
// nondeterministic collations ...).
enum class KeyKind : std::uint8_t {
    integer,  // int2, int4, int8, and domains over them: travels as int8
    uuid,     // travels as 16 bytes
    text,     // anything else whose text form is as good as the value
    server,
};

// What the type of a column or an expression means for keys and for COPY.
struct ValueType {
    std::string type;  // format_type(atttypid, atttypmod), schema-qualified
    // of the type under all domains, without typmod: for casting literals
    std::string base_type;
    std::string sized_type;       // base_type with its typmod, "character varying(20)"
    std::string output_function;  // pg_type.typoutput, quoted: the exact text form of any value
    std::string output_type;      // the type that this function takes, where it is another one
    // "OPERATOR(pg_catalog.=)" of the type's default btree operator class; empty: none
    std::string equality;
    KeyKind key_kind = KeyKind::server;
    std::uint8_t integer_bytes = 0;  // 2, 4, 8 where key_kind is integer
    bool base_is_array = false;      // `= ANY` would flatten arrays of arrays
    bool is_enum = false;            // or an array of one
    // may travel in binary: has typsend/typreceive and holds no reg* value
    bool binary_safe = true;
    // The binary form names types of the users' own by their oids, which differ between databases.
    bool binary_has_own_oids = false;
};

struct Column : ValueType {
    std::string name;
    std::int16_t number = 0;  // pg_attribute.attnum: has holes where columns were dropped
    std::string collation;    // quoted; empty where the type has none
    bool not_null = false;
    bool generated = false;  // never copied
    // These two are read only where the config speaks of masks: whether the column is in a unique
    // index, those by expressions and partial ones included; and whether it is in the key of a
    // partitioned table that has no partition for some values.
    bool unique = false;
    bool routes = false;
    // names of the CHECK constraints that the column is in and that may need a value of it
    std::vector<std::string> checks = {};
};

// A CHECK constraint of a table; read only where the config speaks of masks.
struct CheckConstraint {
    std::string name;
    std::string sql;  // over columns without a qualifier
};

// Columns are given as indexes into Table::columns.
using ColumnList = std::vector<std::uint16_t>;
inline constexpr std::uint16_t no_column = 0xffff;

// What row security means for the rows that the role reads of a relation.
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
    // of each column, the equality that it is unique by, as SQL
    std::vector<std::string> primary_key_operators;
    // columns of each usable index; the list ends before the first expression
    std::vector<ColumnList> indexes;
    std::vector<ColumnList> unique_keys;  // columns of each unique index over all rows
    std::vector<CheckConstraint> checks;  // by name
    std::vector<Leaf> leaves;             // by name; the table itself where it is plain
    // a partition whose rows are on another server (relkind f); not among the leaves
    std::optional<QualifiedName> foreign_partition;
    // The number of the first leaf in ids of rows: all tables that take part in inheritance number
    // theirs together, so that a row's id says which table of a tree it is in.
    std::uint16_t first_leaf = 0;
    std::vector<TableId> ancestors;  // what it inherits from, at whatever distance; ascending
    std::vector<QualifiedName> ancestor_names;
    std::vector<TableId> heirs;  // what inherits from it, likewise, whatever its schema
    // foreign tables that inherit from it, likewise
    std::vector<QualifiedName> foreign_heirs;
    // something inherits from it that was not read: an extension's table
    bool unread_heirs = false;
    std::optional<std::uint64_t> about_rows;  // pg_class.reltuples, leaves summed
    std::uint64_t about_bytes = 0;            // pg_table_size, leaves summed
    bool readable = true;                     // has_table_privilege(SELECT), on every leaf too
    RowSecurity row_security;                 // where the rows are read from the table itself
    // Its schema is one of [source] schemas, and no [[table]] entry says that it is absent: the
    // twin has it. Otherwise nothing of it is read but the system catalogs.
    bool in_scope = true;
    bool absent = false;      // by rows = "absent", in a schema of [source] schemas
    bool migrations = false;  // a known tool keeps there which migrations have run
    // the extension that it belongs to; empty where it is the user's. The rows of an extension's
    // table are the target's own in the twin.
    std::string extension = {};
    // Why ids do not tell its rows apart, "is a hypertable of TimescaleDB"; empty where they do.
    std::string without_row_ids;

    // The leaf that has this number in ids of rows.
    [[nodiscard]] const Leaf& leaf(std::uint16_t number) const {
        return leaves.at(static_cast<std::size_t>(number - first_leaf));
    }
    [[nodiscard]] std::optional<std::uint16_t> column_named(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> names_of(const ColumnList& list) const;
};

// Whether rows of the table can be read at all: tables that stay empty may be any.
[[nodiscard]] bool can_be_read(const Table& table);

// A relation that a name of the config may mean: a table, or a part of one.
struct Relation {
    Oid oid = 0;
    QualifiedName name;
    TableId table{};                    // the table that it is, or that it is a part of
    bool whole = true;                  // all leaves of that table; otherwise these:
    std::vector<std::uint16_t> leaves;  // ascending
    RowSecurity row_security = {};      // where the rows are read from this relation
    // The tables of an inheritance tree whose rows it covers, ascending; empty: `table` alone.
    std::vector<TableId> tree = {};

    [[nodiscard]] bool covers(std::uint16_t leaf) const;
    // The tables whose rows it covers.
    [[nodiscard]] std::vector<TableId> tables() const;
    [[nodiscard]] bool is_tree() const noexcept { return !tree.empty(); }
    [[nodiscard]] bool has(TableId id) const;
};

// The operator that a foreign key compares a pair of columns with (pg_constraint.conpfeqop: parent
// left, child right), as SQL: "OPERATOR(pg_catalog.=)".
struct KeyOperator {
    std::string parent_child;  // parent on the left
    std::string child_parent;  // its commutator, child on the left
    // operand types, for casting literals; the column's own base type where
    std::string parent_type;
    std::string child_type;  // the operand is polymorphic (anyenum ...)
    // equal text means equal value on both sides and the reverse
    bool decidable_here = false;
};

// A value that a written reference computes from the child row, which is c.
struct ChildExpression {
    std::string sql;
    ValueType type;
};

struct Reference {
    ReferenceId id{};
    std::string name;                      // pg_constraint.conname, or of [[reference]]
    std::vector<std::string> equal_names;  // of the references that are this one too
    Relation child;                        // the relation that declares it, a single leaf perhaps
    Relation parent;
    ColumnList child_columns;  // in the constraint's order
    ColumnList parent_columns;
    std::vector<KeyOperator> operators;  // one for each pair
    bool validated = true;
    bool period = false;                   // the last pair is a PERIOD: contained, not equal
    std::vector<std::string> constraints;  // pg_constraint.conname of all that are this one
    bool parent_unique = true;             // at most one parent row for each key
    // by pair, where one of them is no column; else empty
    std::vector<ChildExpression> expressions;
    std::string when;                   // SQL over the child row c; empty: always
    std::optional<ReferenceRule> rule;  // the [[reference]] that wrote it

    // Whether it is in pg_constraint; otherwise it is written by [[reference]] alone.
    [[nodiscard]] bool declared() const noexcept { return !constraints.empty(); }
    // Whether it has no expression, for which `no_column` stands among the columns.
    [[nodiscard]] bool by_columns() const noexcept { return expressions.empty(); }
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

// A table, view or sequence that belongs to an extension.
struct ExtensionRelation {
    QualifiedName name;
    std::string extension;
    bool is_sequence = false;
    // The SQL that selects the rows of its configuration, which a dump carries: "WHERE custom", or
    // empty for all rows. Absent where all of it is the extension's own.
    std::optional<std::string> condition;
    bool readable = true;
    bool policy_active = false;
    std::string columns;      // as SQL: "unit, factor"
    std::string definitions;  // likewise: "unit text, factor numeric"
    std::string key;          // likewise, of the primary key or another; empty: there is none
    std::string updates;      // likewise, of the others: "factor = excluded.factor"
    // Whether the extension's own script lets everybody do this.
    bool everybody_inserts = false;
    bool everybody_references = false;
    bool everybody_selects = false;
};

struct MaterializedView {
    Oid oid = 0;
    QualifiedName name;
    bool populated = true;
};

struct Catalog {
    std::string end = "source";  // or "target", where a twin is looked at: for messages
    std::string database;
    std::string comment;                     // of the database: of a twin, its stamp
    std::string server_version;              // "15.8"
    int server_version_num = 0;              // 150008
    std::string role;                        // that reads it
    std::vector<std::string> schemas;        // user schemas in scope, by name
    std::vector<std::string> other_schemas;  // user schemas left out
    // of those in scope, the ones that hold something that is no extension's: what a replace
    // replaces
    std::vector<std::string> filled_schemas;
    std::vector<Table> tables;  // by name: TableId is the index
    // by child relation, then name, the written ones last: ReferenceId is the index
    std::vector<Reference> references;
    std::vector<Sequence> sequences;  // by name, in scope
    // in an order in which they can be refreshed, in scope
    std::vector<MaterializedView> materialized_views;
    std::vector<Relation> relations;  // every table and partition
    // views and foreign tables, to explain why they cannot be roots
    std::vector<QualifiedName> other_relations;
    // by extension, in the order in which their rows can be loaded
    std::vector<ExtensionRelation> extension_relations;
    std::vector<Fault> faults;  // what is wrong with the config's [[reference]] entries

    [[nodiscard]] const Table& table(TableId id) const { return tables[index_of(id)]; }
    [[nodiscard]] const Reference& reference(ReferenceId id) const {
        return references[index_of(id)];
    }
    // The relation of that name, or null. A table that others inherit from comes without those.
    [[nodiscard]] const Relation* relation_named(const QualifiedName& name) const;
    [[nodiscard]] const ExtensionRelation* extension_relation_named(
        const QualifiedName& name) const;
    // The table alone, whatever inherits from it.
    [[nodiscard]] Relation own_rows(TableId id) const;
    // The relation with all tables in scope that inherit from it, as FROM means it.
    [[nodiscard]] Relation tree_of(Relation relation) const;
    // Whether some of the tables that the relation covers are in scope.
    [[nodiscard]] bool in_scope(const Relation& relation) const;
    // The reference as that table alone has it, which is one of those its child relation covers.
    [[nodiscard]] Reference reference_of(ReferenceId id, TableId child) const;
    // The table among those that the relation covers whose leaf has that number.
    [[nodiscard]] TableId table_with(const Relation& relation, std::uint16_t leaf) const;
    // Columns of one table in another of its tree, by name.
    [[nodiscard]] ColumnList columns_in(TableId table, TableId named,
                                        const ColumnList& columns) const;
};

}  // namespace subset
