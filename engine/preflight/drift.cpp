#include "preflight/drift.hpp"

#include "config/lock_file.hpp"
#include "preflight/compare_drift.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>
#include <vector>

namespace subset {
namespace {

using config::Lock;

// Values are looked at where rows may come anyway; of other tables the role may not even be able
// to.
bool may_look_at(const RowPlan& plan, const UnclassifiedColumn& column) {
    return plan.table(column.table).reachable && can_be_read(plan.catalog.table(column.table));
}

// Looks at the values of the unmasked columns, in their order.
std::vector<ColumnLook> look_at_unmasked(const RowPlan& plan, const Drift& drift,
                                         pg::CopyChannel& reader) {
    std::vector<UnclassifiedColumn> columns;
    std::copy_if(drift.unmasked.begin(), drift.unmasked.end(), std::back_inserter(columns),
                 [&](const UnclassifiedColumn& each) { return may_look_at(plan, each); });
    const std::vector<ColumnLook> looks = look_at_columns(plan, columns, reader);
    std::vector<ColumnLook> all;
    std::size_t looked_at = 0;
    for (const UnclassifiedColumn& each : drift.unmasked) {
        all.push_back(may_look_at(plan, each) ? looks[looked_at++] : ColumnLook{});
    }
    return all;
}

}  // namespace

void check_drift(const RowPlan& plan, const LockConfig& lock, pg::CopyChannel& reader,
                 Observer& observer) {
    if (lock.path.empty() && lock.enforced) {
        throw Error{ErrorKind::refused,
                    "--locked, and the config has no place for a lock file beside it",
                    "Name a config that is a file."};
    }
    if (lock.path.empty()) {
        return;
    }
    std::optional<Lock> before;
    try {
        before = config::read_lock(lock.path);
    } catch (const Error& error) {
        if (lock.enforced) {
            throw;
        }
        observer.warning(
            {error.what(), "This run goes on without it, and writes it anew.", error.place()});
        return;
    }
    if (!before && lock.enforced) {
        throw Error{ErrorKind::refused,
                    fmt::format("--locked, and there is no {}", lock.path.string()),
                    "A run without --locked writes it; keep it with the config."};
    }
    if (!before) {
        return;
    }
    const Drift drift = find_drift(plan, *before);
    if (drift.empty()) {
        return;
    }
    const std::vector<std::string> personal =
        find_personal(plan.catalog, drift, look_at_unmasked(plan, drift, reader));
    std::vector<Fault> faults = make_drift_faults(lock, drift, personal);
    if (lock.enforced) {
        throw Error{ErrorKind::refused, std::move(faults)};
    }
    for (const Fault& fault : faults) {
        observer.warning(fault);
    }
}

void keep_lock(const Catalog& catalog, const LockConfig& lock, Observer& observer) {
    if (!lock.kept || lock.path.empty()) {
        return;
    }
    std::error_code ignored;
    const bool there = std::filesystem::exists(lock.path, ignored);
    try {
        config::write_lock(lock.path, make_lock(catalog));
    } catch (const Error& error) {
        observer.warning(
            {there ? fmt::format("the lock file stays as it was: {}", error.what())
                   : fmt::format("no lock file was written: {}", error.what()),
             there
                 ? "The twin is complete; with --locked the next run is held against the old file."
                 : "The twin is complete; a run with --locked needs the file, and will be refused "
                   "without it."});
    }
}

}  // namespace subset
