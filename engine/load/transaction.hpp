// transaction.hpp
//
// The executor that carries out a target script in one transaction on one connection: all of it, or
// nothing.
//
// If the process dies anywhere here, the server rolls back, and the target is as it was.
//
// Thread-safety: one thread.
#pragma once

#include "closure/closure.hpp"
#include "load/load.hpp"
#include "load/row_loader.hpp"
#include "pg/copy_channel.hpp"
#include "plan/plan.hpp"
#include "script/target_script.hpp"
#include "subset/cancellation.hpp"

#include <functional>
#include <string>

namespace subset {

// What the executor works with besides the script.
struct LoadEnds {
    pg::CopyChannel& target;
    // another connection to the target, after one was lost
    std::function<pg::CopyChannel()> reconnect;
    std::string run_id;  // of the stamp
    Cancellation& cancellation;
};

// Requires: the session's settings are made; no transaction is open on the target.
// Throws:   what the server says, with the step that it concerns; lock, naming who holds it;
//           not_whole; user_sql; interrupted; in_doubt, where the connection was lost during COMMIT
//           and no other could be had.
// Cost:     a round trip for each step, two for each table; the rows.
[[nodiscard]] LoadResult load_in_transaction(const TargetScript& script, const LoadSource& source,
                                             const LoadEnds& ends, Observer& observer);

}  // namespace subset
