// transaction.hpp
//
// The executor that carries out a target script in one transaction on one connection: all of it, or nothing. Stage
// load.
//
// If the process dies anywhere here, the server rolls back, and the target is as it was.
//
// Thread-safety: one thread.
#pragma once

#include <functional>
#include <string>

#include "pg/copy_channel.hpp"
#include "subset/closure.hpp"
#include "subset/load.hpp"
#include "subset/plan.hpp"
#include "subset/row_store.hpp"
#include "subset/target_script.hpp"

namespace subset {

// What the executor works with besides the script.
struct LoadEnds {
    pg::CopyChannel& target;
    pg::CopyChannel* reader = nullptr;       // of the source's snapshot; needed while whole tables are left to stream
    std::function<void()> source_done;       // called when nothing further is read from the source
    std::function<pg::CopyChannel()> reconnect;  // another connection to the target, after one was lost
    std::string run_id;                      // of the stamp
};

// Requires: the session's settings are made; no transaction is open on the target.
// Throws:   what the server says, with the step that it concerns; lock, naming who holds it; not_whole; user_sql;
//           interrupted; in_doubt, where the connection was lost during COMMIT and no other could be had.
// Cost:     a round trip for each step, two for each table; the rows.
[[nodiscard]] LoadResult load_in_transaction(const Plan& plan, const Closure& closure, const TargetScript& script,
                                             RowStore& store, const LoadEnds& ends, Observer& observer);

}  // namespace subset
