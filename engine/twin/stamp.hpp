// stamp.hpp
//
// The stamp: one line `subset {json}` in the comment of the target database, that says which run
// made this twin, from what and with how many rows, and what a later look at it must know: rows
// that dangle by rule, and constraints that were there. It shows in no dump of the schema and to no
// ORM; other lines of the comment stay.
//
// Thread-safety: values and pure functions, but for the two that read.
#pragma once

#include "catalog/catalog.hpp"
#include "pg/copy_channel.hpp"
#include "plan/plan.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

// What a twin was made of.
struct TwinOrigin {
    std::string database;
    std::string cluster;  // empty, where the source's role could not read the system identifier
    std::string snapshot_time;
};

// What tells one stamp from another, and whose it is.
struct StampIdentity {
    std::string version;   // of the program
    std::string database;  // where it was written ...
    std::string oid;
    std::string cluster;  // ... or empty, where the role could not read the system identifier
    std::string run_id;   // random: after a COMMIT whose connection was lost, it says whether it
                          // came through
    // of a twin that is not complete: what had been granted on its objects, as read_privileges()
    // gives it, for the run that makes it whole; else empty
    std::string saved_privileges = {};
    // what the run made that a later one must know to take away again, a line for each: the schemas
    // that it filled, "SCHEMA shop", and objects in no schema, "CAST (bigint AS inet)"
    std::string made = {};
    TwinOrigin origin = {};
    bool incomplete = false;  // rows and constraints were still to come
};

struct Stamp {
    struct TableRows {
        std::string table;
        std::uint64_t rows = 0;
    };
    struct ReferenceRows {
        std::string reference;  // name_in_stamp()
        std::uint64_t rows = 0;
    };
    struct ForeignKey {
        std::string name;
        std::vector<std::string> columns;
        QualifiedName parent;
        std::vector<std::string> parent_columns;
    };
    struct TableKeys {
        std::string table;
        std::vector<ForeignKey> keys;
    };
    StampIdentity identity;
    std::string source_server_version;
    std::string config_hash;
    std::uint64_t rows = 0;
    std::vector<TableRows> tables;  // those that have rows
    // rows that dangle by rule, under each name that their reference has
    std::vector<ReferenceRows> dangling = {};
    // those that were replaced or filled; a target may have others, which are no part of the twin
    std::vector<std::string> schemas = {};
    // what the source declares of them; empty where the target keeps its own schema
    std::vector<TableKeys> foreign_keys = {};
};

struct TargetState;

// 128 random bits as hex.
[[nodiscard]] std::string make_run_id();

// "public.orders.orders_user_id_fkey".
[[nodiscard]] std::string name_in_stamp(const QualifiedName& table, const std::string& constraint);

// `subset {...}`, without a line end.
[[nodiscard]] std::string render_stamp(const Stamp& stamp);
// The comment with its stamp replaced or, where there was none, added.
[[nodiscard]] std::string render_comment(std::string_view comment, const Stamp& stamp);
// COMMENT ON DATABASE.
[[nodiscard]] std::string render_stamp_sql(const TargetState& state, const Stamp& stamp);

// The last stamp that a comment holds.
[[nodiscard]] std::optional<StampIdentity> parse_stamp(std::string_view comment);
// The same one as it stands there: JSON, unless somebody has changed it. Empty where there is none.
[[nodiscard]] std::string_view find_stamp(std::string_view comment);
// The schemas that it says are the twin's; nothing where it does not say.
[[nodiscard]] std::optional<std::vector<std::string>> parse_stamped_schemas(
    std::string_view comment);
// That of the database as it is now: which of the two happened to a COMMIT in doubt. Cost: one
// round trip.
[[nodiscard]] std::optional<StampIdentity> read_stamp(pg::CopyChannel& target);

}  // namespace subset
