// lock_budget.hpp
//
// Tells whether the one transaction of a replace fits the server's lock table. The transaction
// holds a lock on each object that it drops and on each relation that it creates, until COMMIT.
//
// Thread-safety: pure.
#pragma once

#include "twin/target_state.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace subset {

// LockNeed counts the objects of a schema that take locks.
struct LockNeed {
    std::uint64_t relations =
        0;                     // tables, indexes, sequences, views, TOAST tables and their indexes
    std::uint64_t others = 0;  // types, constraints, triggers, defaults, functions ...
};

// Computes how many locks the transaction holds at its end. Measured on 15: 1,314 after dropping 50
// tables with a serial key, an index and three references each, where this says 1,350; 555 after
// creating them, where this says 650.
[[nodiscard]] std::uint64_t compute_locks(const LockNeed& dropped,
                                          const LockNeed& created) noexcept;

// Throws: lock_table, naming the max_locks_per_transaction to set. Before it stands `way_out`,
//         which says how the config can do without; it is called only where it is needed.
void check_lock_budget(const LockNeed& dropped, const LockNeed& created, const TargetState& state,
                       const std::function<std::string()>& way_out);

}  // namespace subset
