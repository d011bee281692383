// kept_schema.hpp
//
// mode = "keep" and "add": what the target has of its own, looked at before anything is read: its
// tables, their columns, triggers, keys and foreign keys.
//
// Thread-safety: values; the reading function uses its connection from one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/row_plan.hpp"
#include "twin/target_state.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace subset {

struct KeptColumn {
    std::string name;
    std::string type;  // format_type(), schema-qualified
    bool not_null = false;
    bool has_default = false;  // or an identity
    bool generated = false;
    bool identity_always = false;
};

// Columns by which no two rows of a table are the same.
struct KeptKey {
    struct Column {
        std::string name;
        std::string equality;  // "OPERATOR(pg_catalog.=)", by which they are unique
    };
    std::string name;  // of the index
    std::vector<Column> columns;
    bool not_null = true;      // every row has a value in each of them
    bool nulls_equal = false;  // NULLS NOT DISTINCT
};

struct KeptTable {
    Oid oid = 0;
    QualifiedName name;
    bool partitioned = false;
    std::vector<KeptColumn> columns;
    std::vector<KeptKey> keys;      // over all rows; the primary key first; only with mode = "add"
    std::optional<TableId> source;  // absent: the source has no such table in scope
    bool keeps_rows = false;        // by rows = "keep"; else it is emptied

    [[nodiscard]] const KeptColumn* column_named(std::string_view name) const;
};

// A trigger of the users', and the state to put it back into.
struct KeptTrigger {
    QualifiedName relation;  // a partition perhaps
    std::string name;
    char state = 'O';  // pg_trigger.tgenabled: O, A, R, D
    bool on_partition = false;
    Oid table = 0;  // the table that the relation is, or is a partition of
};

// A rule of the users' that INSERT or UPDATE would set off, and the state to put it back into.
struct KeptRule {
    QualifiedName relation;
    std::string name;
    char state = 'O';  // pg_rewrite.ev_enabled: O, A
};

// What a foreign key does about a parent row that changes or goes, and the parent's columns as SQL,
// by which a difference is looked at: `n` is a new row, `o` one that is there.
struct ParentRule {
    char on_delete = 'a';     // pg_constraint.confdeltype: a, r, c, n, d
    char on_update = 'a';     // pg_constraint.confupdtype
    std::string same_values;  // a condition: both have the same values
    std::string new_values;   // a list
    std::string old_values;
};

struct KeptReference {
    QualifiedName relation;  // that declares it
    std::string name;
    std::size_t child = 0;  // into KeptSchema::tables
    std::size_t parent = 0;
    bool deferrable = false;
    bool deferred = false;
    std::string definition;  // pg_get_constraintdef()
    std::string comment;
    bool enforced = true;
    bool validated = true;
    ParentRule rule = {};
};

struct KeptSequence {
    QualifiedName name;
    // that owns it: into KeptSchema::tables; absent: none that is emptied
    std::optional<std::size_t> table;
    std::string column;
    bool owned = true;  // by this role, or by one that it has the rights of
};

struct KeptSchema {
    // The tables that are emptied: those that the source has too, and those of the target's own
    // that reference them; and those of both kinds that keep their rows. With mode = "add", those
    // that both ends have. By name.
    std::vector<KeptTable> tables;
    std::map<TableId, std::size_t> by_source;  // into tables
    std::vector<KeptTrigger> triggers;         // on them, parents before partitions
    std::vector<KeptRule> rules;               // likewise, only with mode = "add"
    std::vector<KeptReference> references;     // between them
    std::vector<KeptSequence> sequences;       // that will be set
    std::vector<QualifiedName> views;  // materialized, populated, in an order to refresh them
    std::uint64_t relations = 0;       // that a TRUNCATE of them locks
    std::vector<Fault> warnings;
    std::vector<std::string> notes;
    bool kept_rows_may_go = false;  // by dangling = "drop"

    // A kept row's reference to a table that is emptied, or whose kept rows may go: TRUNCATE and
    // DELETE need it out of their way.
    [[nodiscard]] bool stands_in_way(const KeptReference& reference) const;
    // Null where the target has no such table.
    [[nodiscard]] const KeptTable* table(TableId source) const;
};

// The target's tables with their columns, named with their schemas where the session's search_path
// is empty. Cost: two round trips.
[[nodiscard]] std::vector<KeptTable> read_target_tables(pg::CopyChannel& target);

// Throws: config, where a [[table]] with rows = "keep" names nothing that either end has;
//         target_schema, where the target has none of the tables; privilege, where the role does
//         not own one, or may not set a sequence; policy, where row security is in the way.
// Cost:   one round trip, in a transaction of its own. The labels of enums are asked ahead.
[[nodiscard]] KeptSchema read_kept_schema(pg::CopyChannel& target, const TargetState& state,
                                          const RowPlan& plan, const Config& config);

}  // namespace subset
