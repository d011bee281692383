// compare_drift.hpp
//
// Compares what the source has with what the lock file says that it had, and makes what is told of
// it. Private to preflight/.
//
// Thread-safety: pure functions.
#pragma once

#include "config/lock_file.hpp"
#include "mask/columns/column_states.hpp"
#include "plan/row_plan.hpp"
#include "preflight/look_at_columns.hpp"

#include <string>
#include <vector>

namespace subset {

// Drift is what is new since the lock file was written, or has another type. Names are
// "schema.table" and "schema.table.column".
struct Drift {
    std::vector<std::string> tables;
    std::vector<std::string> columns;
    std::vector<std::string> changed;  // columns, with both types
    std::vector<std::string> references;
    // of new tables too, without a mask or a place in `keep`
    std::vector<UnclassifiedColumn> unmasked;

    [[nodiscard]] bool empty() const noexcept {
        return tables.empty() && columns.empty() && changed.empty() && references.empty();
    }
};

// Makes what a lock file says of the catalog: the tables in scope, and the references that they
// declare.
[[nodiscard]] config::Lock make_lock(const Catalog& catalog);

// Finds the drift. What has gone is none.
[[nodiscard]] Drift find_drift(const RowPlan& plan, const config::Lock& before);

// Returns the names of those unmasked columns whose names or values say that they are somebody's.
// `looks` has an element for each unmasked column, all zero where nobody looked.
[[nodiscard]] std::vector<std::string> find_personal(const Catalog& catalog, const Drift& drift,
                                                     const std::vector<ColumnLook>& looks);

// Makes what is warned of, or refused. Requires: there is drift.
[[nodiscard]] std::vector<Fault> make_drift_faults(const LockConfig& lock, const Drift& drift,
                                                   const std::vector<std::string>& personal);

}  // namespace subset
