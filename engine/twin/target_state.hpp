// target_state.hpp
//
// The target as it is before the run: which database it is, whether it is an earlier twin, and what
// the role may do there.
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
    std::string host;  // as connected: a host name or a socket folder
    std::string port;
    std::string database;
    Oid database_oid = 0;
    // pg_control_system().system_identifier, where the role may ask.
    std::optional<std::string> cluster;
    std::string comment;                 // of the database, the stamp's line among its others
    std::optional<StampIdentity> stamp;  // where the comment holds one, whoever's it is
    int server_version_num = 0;
    std::string server_version;  // "15.8"
    std::string role;
    bool superuser = false;
    bool owns_database = false;  // or has the rights of its owner
    std::string owner;
    bool may_create = false;                    // schemas in the database
    std::vector<std::string> foreign_wrappers;  // that the role may make servers with
    std::vector<std::string> extensions;        // installed
    std::uint64_t max_locks_per_transaction = 0;
    // The lock table has that many slots for each of so many transactions (POSTGRES.md 36).
    std::uint64_t lock_table_backends = 0;

    // There is none: whoever loads a script has another.
    [[nodiscard]] bool assumed() const noexcept { return database_oid == 0; }
    // A stamp counts only in the database that it was written in: a copy of a twin's comment proves
    // nothing.
    [[nodiscard]] bool is_twin() const;
    // "db.example.com:5432/dev".
    [[nodiscard]] std::string endpoint() const;
};

// The first column of a query's rows. Cost: one round trip.
[[nodiscard]] std::vector<std::string> read_names(pg::CopyChannel& channel, std::string_view query);

// Cost: four round trips.
[[nodiscard]] TargetState read_target_state(pg::CopyChannel& target);

// GRANT that gives the target's role the rights of the owner.
[[nodiscard]] std::string render_membership(const std::string& owner, const TargetState& state);

// What the stamp of an earlier run says that it made: "SCHEMA shop", "CAST (bigint AS inet)".
[[nodiscard]] std::vector<std::string> made_by_earlier_run(const TargetState& state);

// The schemas whose contents a replace drops: those that the source fills, and those of the others
// in scope that an earlier run filled.
[[nodiscard]] std::vector<std::string> replaced_schemas(const TargetState& state,
                                                        const Catalog& catalog);

// What a script is written for: an empty database of the source's version and with its foreign-data
// wrappers, loaded by a role that may create all of it.
//
// Cost: one round trip on the source.
[[nodiscard]] TargetState assume_target_state(pg::CopyChannel& source);

// Throws: privilege, where the role is not the database's owner (the stamp is its comment) or may
//         not create schemas that are to be replaced.
void check_target_rights(const TargetState& state, const TargetConfig& config);

}  // namespace subset
