#include "plan/mask_notes.hpp"

#include "mask/json_paths.hpp"
#include "mask/parse/mask_sql.hpp"
#include "mask/parse/parse_preset.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace subset {
namespace {

// The columns that one mask_when is about.
struct ConditionalMasks {
    std::string condition;
    std::vector<std::string> columns;
};

std::string on_one_line(std::string sql) {
    std::replace(sql.begin(), sql.end(), '\n', ' ');
    return sql;
}

// Whether the mask changes single values of documents and leaves the others.
bool goes_by_json_paths(const ColumnMask& mask, const Table& table) {
    if (!has_own_sql(mask.text)) {
        return has_paths(parse_preset(mask.text));
    }
    const std::vector<PresetInSql> presets = find_presets(mask.text, table);
    return std::any_of(presets.begin(), presets.end(),
                       [](const PresetInSql& each) { return has_paths(each.call); });
}

// What a document holds beside the paths is as raw as a column without a mask.
std::vector<std::string> make_json_notes(const RowPlan& plan) {
    std::vector<std::string> notes;
    for (const TablePlan& each : plan.tables) {
        const Table& table = plan.catalog.table(each.table);
        for (std::size_t index = 0; each.reachable && index < each.masks.size(); ++index) {
            const auto& mask = each.masks[index];
            const std::string column = table.qualified_name_of(static_cast<std::uint16_t>(index));
            // SQL that comes from a parent's column names the parent's columns.
            const bool readable = mask && (!has_own_sql(mask->text) || mask->column == column);
            if (readable && goes_by_json_paths(*mask, table)) {
                notes.push_back(fmt::format(
                    "{}: what no path of its mask meets in a document stays as it is ({})", column,
                    mask->place.text()));
            }
        }
    }
    return notes;
}

}  // namespace

std::vector<std::string> make_mask_notes(const RowPlan& plan,
                                         const std::vector<UnmaskedColumn>& lifted) {
    std::map<std::pair<std::string, std::string>, ConditionalMasks> conditional;
    for (const TablePlan& each : plan.tables) {
        const Table& table = plan.catalog.table(each.table);
        for (std::size_t place = 0; each.reachable && place < each.masks.size(); ++place) {
            const auto& mask = each.masks[place];
            if (mask && mask->when) {
                ConditionalMasks& masks =
                    conditional[{table.name.text(), mask->when->place.text()}];
                masks.condition = mask->when->value;
                masks.columns.push_back(table.columns[place].name);
            }
        }
    }
    std::vector<std::string> notes;
    for (const auto& [where, masks] : conditional) {
        notes.push_back(fmt::format(
            "{}: {} stay{} as {} in rows for which mask_when is false: {} "
            "({})",
            where.first, fmt::join(masks.columns, ", "), masks.columns.size() == 1 ? "s" : "",
            masks.columns.size() == 1 ? "it is" : "they are", on_one_line(masks.condition),
            where.second));
    }
    for (const UnmaskedColumn& each : lifted) {
        const Table& table = plan.catalog.table(each.column.table);
        notes.push_back(fmt::format("{}.{} stays as it is: {} excepts it from the mask {}",
                                    table.name.text(), table.columns[each.column.column].name,
                                    each.place.text(), on_one_line(each.mask)));
    }
    for (std::string& note : make_json_notes(plan)) {
        notes.push_back(std::move(note));
    }
    return notes;
}

}  // namespace subset
