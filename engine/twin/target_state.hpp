// target_state.hpp
//
// The target state describes the target before the run: which database it is, whether it is an
// earlier twin, and what the role may do there.
//
// Thread-safety: values; the reading functions use their connection from one thread.
#pragma once

#include "catalog/catalog.hpp"
#include "pg/copy_channel.hpp"
#include "subset/config.hpp"
#include "twin/stamp.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

struct TargetState {
    std::string host;  // that is connected to: a host name or a socket folder
    std::string port;
    std::string database;
    Oid database_oid = 0;
    // This is pg_control_system().system_identifier, where the role may ask for it.
    std::optional<std::string> cluster;
    std::string comment;                 // of the database; the stamp is one of its lines
    std::optional<StampIdentity> stamp;  // where the comment holds one, of any database
    int server_version_num = 0;
    std::string server_version;  // "15.8"
    std::string role;
    bool superuser = false;
    bool owns_database = false;  // or the role has the rights of its owner
    std::string owner;
    bool may_create = false;                    // the role may create schemas in the database
    std::vector<std::string> foreign_wrappers;  // the role may make servers with these
    std::vector<std::string> extensions;        // installed
    std::uint64_t max_locks_per_transaction = 0;
    // The lock table has that many slots for each of so many transactions (POSTGRES.md 36).
    std::uint64_t lock_table_backends = 0;

    // Whether no target is connected, since a script is loaded into another database later.
    [[nodiscard]] bool assumed() const noexcept { return database_oid == 0; }
    // Whether the target is a twin. A stamp counts only in the database in which it was written, so
    // a copy of a twin's comment proves nothing.
    [[nodiscard]] bool is_twin() const;
    // Renders "db.example.com:5432/dev".
    [[nodiscard]] std::string endpoint() const;
};

// Returns the first column of a query's rows.
// Cost: one round trip.
[[nodiscard]] std::vector<std::string> read_names(pg::CopyChannel& channel, std::string_view query);

// The queries of read_target_state() that can be asked ahead.
[[nodiscard]] std::vector<std::string> target_state_queries();

// Cost: four round trips; one where these were asked ahead.
[[nodiscard]] TargetState read_target_state(pg::CopyChannel& target);

// Renders the GRANT that gives the target's role the rights of the owner.
[[nodiscard]] std::string render_membership(const std::string& owner, const TargetState& state);

// Returns what an earlier run made, as its stamp says: "SCHEMA shop", "CAST (bigint AS inet)".
[[nodiscard]] std::vector<std::string> made_by_earlier_run(const TargetState& state);

// Returns the schemas whose contents a replace drops: those that the source fills, and those of the
// other schemas in scope that an earlier run filled.
[[nodiscard]] std::vector<std::string> replaced_schemas(const TargetState& state,
                                                        const Catalog& catalog);

// Returns the state for which a script is written: an empty database of the source's version and
// with its foreign-data wrappers, loaded by a role that may create all of it.
//
// Cost: one round trip on the source.
[[nodiscard]] TargetState assume_target_state(pg::CopyChannel& source);

// Throws: privilege, where the role is not the database's owner (the stamp is the database's
//         comment) or may not create schemas that are to be replaced.
void check_target_rights(const TargetState& state, const TargetConfig& config);

}  // namespace subset
