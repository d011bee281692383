#include "twin/lock_budget.hpp"

#include "subset/error.hpp"

#include <fmt/format.h>

namespace subset {
namespace {

// Every transaction locks catalogs, the schemas and the refresh lock.
constexpr std::uint64_t always = 100;
// The server's own number is not the limit: half as many more fitted (the lock table may use the
// shared memory that is left, POSTGRES.md 36), but other sessions need some of them too.
constexpr double fill = 1.2;
// The setting that the error asks for is rounded up to a multiple of the default.
constexpr std::uint64_t default_setting = 64;

}  // namespace

std::uint64_t compute_locks(const LockNeed& dropped, const LockNeed& created) noexcept {
    return always + dropped.relations + dropped.others + created.relations + created.others;
}

void check_lock_budget(const LockNeed& dropped, const LockNeed& created, const TargetState& state,
                       const std::function<std::string()>& way_out) {
    const std::uint64_t needed = compute_locks(dropped, created);
    const std::uint64_t slots = state.max_locks_per_transaction * state.lock_table_backends;
    if (static_cast<double>(needed) <= static_cast<double>(slots) * fill) {
        return;
    }
    const std::uint64_t for_each =
        (needed + state.lock_table_backends - 1) / state.lock_table_backends;
    const std::uint64_t setting =
        (for_each + default_setting - 1) / default_setting * default_setting;
    const std::string way = way_out();
    throw Error{
        ErrorKind::lock_table,
        fmt::format("changing the target in one transaction takes about {} locks, and its "
                    "server's lock table "
                    "has room for about {}",
                    needed, slots),
        fmt::format("{}et max_locks_per_transaction = {} on the target's server (it is {}; "
                    "a restart is needed); or name fewer schemas in [source] schemas.",
                    way.empty() ? "S" : way + " Or s", setting, state.max_locks_per_transaction)};
}

}  // namespace subset
