// refresh_lock.hpp
//
// The refresh lock makes two refreshes of one target wait for each other. This also tells who holds
// the locks that a run waits for.
//
// Thread-safety: one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "subset/observer.hpp"

#include <functional>
#include <string>
#include <vector>

namespace subset {

// The query that takes the lock where nobody holds it.
[[nodiscard]] std::string try_refresh_lock_query();

// Takes a session-level advisory lock, which stays until the connection ends. Where another run
// holds it, this calls `on_waiting`, tells who holds it, and waits without any timeout; a
// cancellation ends the waiting.
//
// The target must be looked at after this: the other run has changed it. Returns whether it waited,
// so that what was asked ahead with try_refresh_lock_query() is of no use any more.
//
// Requires: no transaction is open.
// Throws:   connection; interrupted.
// Cost:     one round trip, none where the query was asked ahead; where the lock is held, four and
//           the waiting.
bool take_refresh_lock(pg::CopyChannel& target, Observer& observer,
                       const std::function<void()>& on_waiting = {});

// Lists who holds locks on objects of these schemas: "process 4711 (app, since 10:02) holds
// AccessShareLock on public.users", a few of them. The list is empty where nobody else does. It
// explains a lock_timeout.
//
// Requires: no transaction is open, or one that has not failed.
// Cost:     one round trip.
[[nodiscard]] std::vector<std::string> read_lock_holders(pg::CopyChannel& target,
                                                         const std::vector<std::string>& schemas);

}  // namespace subset
