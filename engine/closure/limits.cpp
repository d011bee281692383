#include "closure/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace subset {

LimitWatch::LimitWatch(const Catalog& catalog, const Limits& limits)
    : catalog_{catalog}, limits_{limits}, of_tables_(catalog.tables.size()) {
    for (const TableLimit& limit : limits.tables) {
        // What no table has as its name was refused by the plan.
        if (const Relation* const relation = catalog.relation_named(limit.table.name)) {
            of_tables_[relation->table] = &limit;
        }
    }
}

void LimitWatch::check(std::uint64_t rows, std::uint64_t bytes, const Brought& brought) const {
    if (limits_.rows && rows > *limits_.rows) {
        fail(fmt::format("more than {} rows", *limits_.rows), limits_.rows_place, {}, brought);
    }
    if (limits_.bytes && bytes > *limits_.bytes) {
        fail(fmt::format("more than {} bytes", *limits_.bytes), limits_.bytes_place, {}, brought);
    }
}

void LimitWatch::check_table(TableId table, std::uint64_t rows, const Brought& brought) const {
    const TableLimit* const limit = of_tables_[table];
    if (limit != nullptr && rows > limit->rows) {
        fail(fmt::format("more than {} {} of {}", limit->rows, limit->rows == 1 ? "row" : "rows",
                         catalog_.table(table).name.text()),
             limit->table.place, table, brought);
    }
}

void LimitWatch::fail(const std::string& what, const Place& place, std::optional<TableId> table,
                      const Brought& brought) const {
    constexpr std::size_t most_names = 3;
    std::vector<std::pair<std::uint64_t, ReferenceId>> most;
    for (const ReferenceId id : brought.up.ids()) {
        const Reference& reference = catalog_.references[id];
        const bool counts = !table || reference.child.has(*table) || reference.parent.has(*table);
        const std::uint64_t rows = brought.up[id].rows + brought.down[id].rows;
        if (rows > 0 && counts) {
            most.emplace_back(rows, id);
        }
    }
    std::sort(most.begin(), most.end(), [](const auto& left, const auto& right) {
        return left.first != right.first ? left.first > right.first : left.second < right.second;
    });
    std::string names;
    for (std::size_t index = 0; index < std::min(most_names, most.size()); ++index) {
        const Reference& reference = catalog_.references[most[index].second];
        names += fmt::format("{}{} of {} ({} rows)", index == 0 ? "" : ", ", reference.name,
                             reference.child.name.text(), most[index].first);
    }
    throw Error{
        ErrorKind::limit, fmt::format("the twin would hold {}, the limit in [limits]", what),
        names.empty()
            ? "The roots and whole tables alone bring that many; narrow them or raise the limit."
            : "Most came by " + names + "; narrow the roots or raise the limit.",
        place};
}

}  // namespace subset
