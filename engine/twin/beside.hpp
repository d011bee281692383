// beside.hpp
//
// The database that is built beside the target (atomic = "database"): how it is called, how one
// that a crash left behind is recognised, and what it must be given to take the target's place.
//
// Thread-safety: one thread.
#pragma once

#include "catalog/catalog.hpp"
#include "pg/copy_channel.hpp"
#include "twin/beside_database.hpp"
#include "twin/target_state.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace subset {

// The target's name with a suffix, within the 63 bytes of an identifier.
[[nodiscard]] std::string beside_name(const std::string& database);
[[nodiscard]] std::string old_beside_name(const std::string& database);
// The comment that marks both as ours: whose they are, and that they may go.
[[nodiscard]] std::string render_beside_mark(const std::string& database);

// Drops what an earlier run of this target left behind. A database that has such a name and is not
// marked stays.
//
// Requires: the refresh lock.
// Throws:   refused, where one that stays is in the way of `atomic`.
// Cost:     one round trip; one more for each that is dropped.
void drop_leftovers(pg::CopyChannel& target, const TargetState& state, Atomic atomic,
                    Observer& observer);

// `columns` of the sessions on these databases (OIDs, or a query of them) for which `condition`
// holds: a is a row of pg_stat_activity, w.endable says whether this role may end it
// (manual, pg_terminate_backend). Not of those that the server ends itself when it must.
[[nodiscard]] std::string sessions_sql(const std::string& databases, std::string_view columns,
                                       std::string_view condition);

// Ends those that the role of the login may end, as the url may have set another (options=-c role),
// to which its own sessions then are somebody else's. `condition` as above.
[[nodiscard]] std::string end_sessions_sql(const std::string& databases,
                                           std::string_view condition);

// Ends its sessions first, as far as the role may. WITH (FORCE) would want to be allowed to end an
// autovacuum worker too, which a plain DROP does by itself.
//
// Cost: two round trips, and some seconds where somebody stays in it.
void drop_database(pg::CopyChannel& channel, const std::string& name);

// Throws: privilege, where the role may not create databases, or an extension that the target has;
//         refused, where the target holds something that the other database would not have.
// Cost:   three round trips.
[[nodiscard]] BesideDatabase read_beside(pg::CopyChannel& target, const TargetState& state,
                                         const Catalog& catalog,
                                         const std::vector<std::string>& brought);

}  // namespace subset
