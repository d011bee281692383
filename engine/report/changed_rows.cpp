#include "report/changed_rows.hpp"

#include "util/amounts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset::report {

std::string ChangedRows::line() const {
    if (!now) {
        return fmt::format("{} is gone; it had {} when it was made", table,
                           render_counted(then.value_or(0), "row", "rows"));
    }
    return fmt::format("{}: {}, {} when it was made", table, render_counted(*now, "row", "rows"),
                       then ? render_count(*then) : "none");
}

std::vector<ChangedRows> find_changed_rows(const Verification& verification) {
    std::vector<ChangedRows> changed;
    if (!verification.stamp) {
        return changed;
    }
    for (const VerifiedTable& table : verification.tables) {
        if (table.rows != table.stamped_rows.value_or(0)) {
            changed.push_back({table.table, table.rows, table.stamped_rows});
        }
    }
    for (const VerifiedTable& table : verification.gone) {
        changed.push_back({table.table, std::nullopt, table.stamped_rows});
    }
    std::sort(changed.begin(), changed.end(), [](const ChangedRows& one, const ChangedRows& other) {
        return one.table < other.table;
    });
    return changed;
}

}  // namespace subset::report
