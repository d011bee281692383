#include "mask/altered/date_subjects.hpp"

#include "mask/altered/date_shift.hpp"
#include "mask/value_class.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>

namespace subset {
namespace {

class DateSubjects {
public:
    DateSubjects(const Catalog& catalog, const ColumnGroups& groups,
                 const IdVector<TableId, bool>& reachable, Masks& masks)
        : catalog_{catalog}, groups_{groups}, reachable_{reachable}, masks_{masks} {}

    void check(const Table& table) {
        const MasksOfTable& masks = masks_.tables[table.id];
        bool told = false;
        for (std::size_t place = 0; place < masks.size(); ++place) {
            if (!masks[place]) {
                continue;
            }
            const std::string name = table.qualified_name_of(place);
            if (!masks[place]->shift.empty()) {
                masks_.notes.push_back(
                    fmt::format("{} is masked by @date: {}", name, masks[place]->shift));
            }
            if (masks[place]->by && !told) {
                told = true;
                check_beside(table, name, *masks[place]);
                tell_elsewhere(table, *masks[place]->by);
            }
        }
    }

private:
    // The dates of a table that come as they are.
    [[nodiscard]] std::vector<std::string> kept_dates(const Table& table) const {
        std::vector<std::string> names;
        for (std::size_t place = 0; place < table.columns.size(); ++place) {
            const Column& column = table.columns[place];
            const ValueClass value = shape_of(column).value;
            if ((value == ValueClass::date || value == ValueClass::span) && !column.generated &&
                !masks_.tables[table.id][place]) {
                names.push_back(column.name);
            }
        }
        return names;
    }

    void check_beside(const Table& table, const std::string& name, const ColumnMask& mask) {
        const std::vector<std::string> kept = kept_dates(table);
        if (kept.empty()) {
            return;
        }
        masks_.faults.push_back(
            {fmt::format("{} is masked by @date(by: {}) beside dates that stay as they are, {}: "
                         "they would tell by how much all dates of the subject moved",
                         name, *mask.by, fmt::join(kept, ", ")),
             fmt::format("Mask {} by the same @date(by: {}), or write @date without by.",
                         fmt::join(kept, ", "), *mask.by),
             mask.place, mask.rule});
    }

    void tell_elsewhere(const Table& table, const std::string& by) {
        const auto subject = column_of_by(catalog_, table.id, by);
        if (!subject || !subjects_.insert(groups_.group_of(*subject)).second) {
            return;
        }
        for (const ColumnOf each : groups_.members(groups_.group_of(*subject))) {
            const Table& other = catalog_.table(each.table);
            const MasksOfTable& masks = masks_.tables[each.table];
            const bool has_own_error = std::any_of(
                masks.begin(), masks.end(), [](const auto& mask) { return mask && mask->by; });
            const std::vector<std::string> kept = kept_dates(other);
            if (kept.empty() || has_own_error || !reachable_[each.table]) {
                continue;
            }
            masks_.notes.push_back(fmt::format(
                "the dates of a subject ({}.{}) move alike, and {} keeps {} of it as {}: where one "
                "of the masked dates is known to be near, that tells by how much all moved",
                table.name.text(), table.columns[subject->column].name, other.name.text(),
                fmt::join(kept, ", "), kept.size() == 1 ? "it is" : "they are"));
        }
    }

    const Catalog& catalog_;
    const ColumnGroups& groups_;
    const IdVector<TableId, bool>& reachable_;
    Masks& masks_;
    std::set<std::size_t> subjects_;  // groups of columns that were told of
};

}  // namespace

void check_date_subjects(const Catalog& catalog, const ColumnGroups& groups,
                         const IdVector<TableId, bool>& reachable, Masks& masks) {
    DateSubjects subjects{catalog, groups, reachable, masks};
    for (const Table& table : catalog.tables) {
        if (reachable[table.id]) {
            subjects.check(table);
        }
    }
}

}  // namespace subset
