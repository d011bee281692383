#include "commands/tell_empty_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace subset {
namespace {

constexpr std::size_t most_named = 8;

void tell(const std::vector<std::string>& names, std::string_view what, Observer& observer) {
    if (names.empty()) {
        return;
    }
    const bool all = names.size() <= most_named;
    const auto end = names.begin() + static_cast<std::ptrdiff_t>(all ? names.size() : most_named);
    const std::string count =
        fmt::format("{} {} {}", names.size(), names.size() == 1 ? "table" : "tables", what);
    observer.note(fmt::format(
        "{}: {}{}", count, fmt::join(names.begin(), end, ", "),
        all ? "" : fmt::format(" and {} more, which --verbose names", names.size() - most_named)));
    if (!all) {
        observer.detail(fmt::format("{}: {}", count, fmt::join(names, ", ")));
    }
}

}  // namespace

void tell_empty_tables(const Plan& plan, const Closure& closure, Observer& observer) {
    std::vector<std::string> empty;
    std::vector<std::string> kept;
    for (const TablePlan& each : plan.tables) {
        const Table& table = plan.catalog.table(each.table);
        if (!table.in_scope || !plan.in_twin(table.id) || each.by_default) {
            continue;
        }
        if (each.rows == RowsRule::keep) {
            kept.push_back(table.name.text());
        } else if (closure.tables.at(each.table).rows == 0) {
            empty.push_back(table.name.text());
        }
    }
    tell(empty, empty.size() == 1 ? "has no rows in the twin" : "have no rows in the twin",
         observer);
    tell(kept, kept.size() == 1 ? "keeps the target's rows" : "keep the target's rows", observer);
}

}  // namespace subset
