// beside.hpp
//
// With atomic = "database", a database is built beside the target. These functions say what its
// name is, how one is recognised that a crash left behind, and what it must be given to take the
// target's place.
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

// Returns the target's name with a suffix, within the 63 bytes of an identifier.
[[nodiscard]] std::string beside_name(const std::string& database);
[[nodiscard]] std::string old_beside_name(const std::string& database);
// Renders the comment that marks both databases as a refresh's: it says which target they belong
// to, and that they may go.
[[nodiscard]] std::string render_beside_mark(const std::string& database);

// What drop_leftovers() asks first of a database.
[[nodiscard]] std::string render_leftovers_query(const std::string& database);

// Drops what an earlier run of this target left behind. A database that has such a name but no mark
// stays.
//
// Requires: the refresh lock.
// Throws:   refused, where a database that stays is in the way of `atomic`.
// Cost:     one round trip, none where the query was asked ahead; one more for each database that
//           is dropped.
void drop_leftovers(pg::CopyChannel& target, const TargetState& state, Atomic atomic,
                    Observer& observer);

// Renders a query for `columns` of the sessions on these databases (OIDs, or a query of them) for
// which `condition` holds: a is a row of pg_stat_activity, and w.endable says whether this role may
// end it (manual, pg_terminate_backend). Sessions that the server ends itself when it must are left
// out.
[[nodiscard]] std::string sessions_sql(const std::string& databases, std::string_view columns,
                                       std::string_view condition);

// Renders SQL that ends the sessions that the login's own role may end. The url may have set
// another role (options=-c role), which may not end the login's sessions. `condition` is as above.
[[nodiscard]] std::string end_sessions_sql(const std::string& databases,
                                           std::string_view condition);

// Drops the database after it has ended its sessions, as far as the role may. WITH (FORCE) would
// require the right to end an autovacuum worker too, which a plain DROP ends by itself.
//
// Cost: two round trips, and some seconds where somebody stays connected to it.
void drop_database(pg::CopyChannel& channel, const std::string& name);

// Throws: privilege, where the role may not create databases, or an extension that the target has;
//         refused, where the target holds something that the other database would not have.
// Cost:   three round trips.
[[nodiscard]] BesideDatabase read_beside(pg::CopyChannel& target, const TargetState& state,
                                         const Catalog& catalog,
                                         const std::vector<std::string>& brought);

}  // namespace subset
