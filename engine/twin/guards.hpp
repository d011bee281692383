// guards.hpp
//
// Guards keep a run from the wrong database: they check the two endpoints before anything is read
// or written. They come first in a run. Whether what the target holds may go is decided in
// may_replace.hpp.
//
// The connections are bare: nothing was SET on them. Behind a transaction pooler a SET would stay
// on a server connection that belongs to somebody else by the next transaction.
//
// Thread-safety: one thread.
#pragma once

#include "pg/connection/pooler_guard.hpp"
#include "pg/copy_channel.hpp"
#include "pg/session.hpp"
#include "subset/error.hpp"
#include "twin/source_end.hpp"
#include "twin/target_state.hpp"

#include <chrono>
#include <vector>

namespace subset {

// A DatabaseMark is an advisory lock with a random key: a session that holds it in a database is
// seen by every session that looks for it there, and by none of another database.
class DatabaseMark {
public:
    DatabaseMark();
    // The query that takes the lock, which stays until the session ends.
    [[nodiscard]] std::string hold_query() const;
    // The query that returns the name of the database where the lock is held in it.
    [[nodiscard]] std::string look_query() const;

private:
    std::uint64_t key_;
};

// Refuses where both ends are the same database, whatever the urls say: where the mark that the
// target's session holds shows in the source.
//
// Requires: no transaction is open on either connection.
// Throws:   refused.
// Cost:     two round trips; none where the mark's queries were asked ahead.
void check_different_databases(pg::CopyChannel& target, pg::CopyChannel& source,
                               const DatabaseMark& mark = {});

// Refuses where the source is the target's own hot standby. It is asked only where the source is in
// recovery and has the target's system identifier and database OID, as physical clones have too.
// The test is a table made in a transaction on the target that is always rolled back: it shows on
// the standby as a lock.
//
// Requires: no transaction is open on either connection; `target_context` and `primary` are those
//           of `target`, `standby` is that of `source`.
// Throws:   refused, where the source is such a standby, and where `patience` ends before it is
//           known.
// Cost:     nothing where the two differ; otherwise one more connection and 30 round trips a
//           second, usually for a tenth of a second.
void check_not_own_standby(pg::CopyChannel& target, const pg::SessionContext& target_context,
                           const TargetState& primary, pg::CopyChannel& source,
                           const SourceEnd& standby,
                           std::chrono::milliseconds patience = std::chrono::seconds{10});

// Warns of a target that is older than the source, and of versions that this program was not made
// for. Empty where there is nothing to say.
[[nodiscard]] std::vector<Fault> make_version_warnings(int source_version_num,
                                                       int target_version_num);

}  // namespace subset
