#include "mask/column_groups.hpp"

#include "util/contains.hpp"

#include <algorithm>

namespace subset {
namespace {

// A row for which `when` is false, or of which another column of the reference is NULL, may hold
// anything there.
bool holds_in_every_row(const Table& child, const Reference& reference, const ColumnList& columns,
                        std::size_t pair) {
    for (std::size_t other = 0; other < columns.size(); ++other) {
        if (other != pair &&
            (columns[other] == no_column || !child.columns[columns[other]].not_null)) {
            return false;
        }
    }
    return reference.when.empty();
}

}  // namespace

void ColumnGroups::add_pair(ColumnOf child, ColumnOf parent, Beside& beside) {
    parents_.emplace(child, parent);
    beside[child].insert(parent);
    beside[parent].insert(child);
}

ColumnGroups::ColumnGroups(const Catalog& catalog, const std::set<ColumnOf>& apart) {
    Beside beside;
    for (const Reference& reference : catalog.references) {
        for (const TableId child : reference.child.tables()) {
            const ColumnList columns =
                catalog.columns_in(child, reference.child.table, reference.child_columns);
            for (const TableId parent : reference.parent.tables()) {
                const ColumnList referenced =
                    catalog.columns_in(parent, reference.parent.table, reference.parent_columns);
                for (std::size_t pair = 0; pair < columns.size(); ++pair) {
                    if (columns[pair] != no_column && !apart.contains({child, columns[pair]})) {
                        const ColumnOf of{child, columns[pair]};
                        add_pair(of, {parent, referenced[pair]}, beside);
                        if (holds_in_every_row(catalog.table(child), reference, columns, pair)) {
                            parents_of_all_rows_.emplace(of, ColumnOf{parent, referenced[pair]});
                        }
                    }
                }
            }
        }
    }
    for (const auto& [first, neighbours] : beside) {
        if (groups_.contains(first)) {
            continue;
        }
        std::vector<ColumnOf> pending = {first};
        std::set<ColumnOf> found = {first};
        while (!pending.empty()) {
            const ColumnOf column = pending.back();
            pending.pop_back();
            groups_[column] = members_.size();
            for (const ColumnOf next : beside[column]) {
                if (found.insert(next).second) {
                    pending.push_back(next);
                }
            }
        }
        members_.emplace_back(found.begin(), found.end());
    }
}

// A column that is in no reference is its own group. These groups are numbered after all others, by
// table and column.
std::size_t ColumnGroups::group_of(ColumnOf column) const {
    const auto found = groups_.find(column);
    return found != groups_.end()
               ? found->second
               : members_.size() + (index_of(column.table) << 16U) + column.column;
}

std::vector<ColumnOf> ColumnGroups::members(std::size_t group) const {
    if (group < members_.size()) {
        return members_[group];
    }
    const std::size_t place = group - members_.size();
    return {{TableId{static_cast<std::uint32_t>(place >> 16U)},
             static_cast<std::uint16_t>(place & 0xffffU)}};
}

bool ColumnGroups::is_head(ColumnOf column) const {
    const auto [first, last] = parents_.equal_range(column);
    return std::all_of(first, last, [&](const auto& each) {
        return each.second == column || reaches(each.second, column);
    });
}

ColumnOf ColumnGroups::head_of(ColumnOf column) const {
    const std::vector<ColumnOf> all = members(group_of(column));
    const auto found = std::find_if(all.begin(), all.end(), [&](ColumnOf each) {
        return is_head(each) && reaches(column, each);
    });
    return found == all.end() ? column : *found;
}

std::vector<ColumnOf> ColumnGroups::ancestors(ColumnOf column) const {
    return climb(parents_, column);
}

std::vector<ColumnOf> ColumnGroups::ancestors_of_all_rows(ColumnOf column) const {
    return climb(parents_of_all_rows_, column);
}

std::vector<ColumnOf> ColumnGroups::climb(const Parents& parents, ColumnOf column) {
    std::vector<ColumnOf> pending = {column};
    std::set<ColumnOf> seen = {column};
    while (!pending.empty()) {
        const ColumnOf each = pending.back();
        pending.pop_back();
        const auto [first, last] = parents.equal_range(each);
        for (auto parent = first; parent != last; ++parent) {
            if (seen.insert(parent->second).second) {
                pending.push_back(parent->second);
            }
        }
    }
    seen.erase(column);
    return {seen.begin(), seen.end()};
}

bool ColumnGroups::reaches(ColumnOf from, ColumnOf to) const {
    return from == to || contains(ancestors(from), to);
}

}  // namespace subset
