#include "script/add/tell_mask_key.hpp"

#include "pg/quote.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace subset {
namespace {

// The columns whose masks are made by the key, but for those by which the row is found.
std::vector<std::string> find_keyed(const RowPlan& plan, const MergeTable& table) {
    std::vector<std::string> keyed;
    const TableId id{static_cast<std::uint32_t>(table.number)};
    const std::vector<Column>& columns = plan.catalog.table(id).columns;
    const MasksOfTable& masks = plan.table(id).masks;
    for (std::size_t column = 0; column < masks.size(); ++column) {
        const auto& names = table.key().columns;
        const bool in_key = std::any_of(names.begin(), names.end(), [&](const auto& each) {
            return each.name == columns[column].name;
        });
        if (masks[column] && masks[column]->keyed && !in_key &&
            contains(table.columns, columns[column].name)) {
            keyed.push_back(columns[column].name);
        }
    }
    return keyed;
}

}  // namespace

std::optional<Tell> tell_mask_key(const RowPlan& plan, std::span<const MergeTable> tables) {
    std::string counts;
    for (const MergeTable& table : tables) {
        const std::vector<std::string> keyed =
            table.has_key() ? find_keyed(plan, table) : std::vector<std::string>{};
        std::string same;
        std::string any;
        for (const std::string& column : keyed) {
            const std::string name = pg::quote_identifier(column);
            same += fmt::format(
                "{}ROW(t.{})::pg_catalog.record OPERATOR(pg_catalog.*=) "
                "ROW(s.{})::pg_catalog.record",
                same.empty() ? "" : " AND ", name, name);
            any += fmt::format("{}s.{} IS NOT NULL", any.empty() ? "" : " OR ", name);
        }
        if (!keyed.empty()) {
            counts += fmt::format(
                "{}SELECT pg_catalog.count(*) AS there, pg_catalog.count(*) FILTER (WHERE {}) AS "
                "same FROM {} AS s JOIN {} AS t ON {} WHERE {}",
                counts.empty() ? "" : " UNION ALL ", same, name_staging(table),
                render_own_rows(table), render_same_key(table, "t", "s"), any);
        }
    }
    if (counts.empty()) {
        return std::nullopt;
    }
    return Tell{fmt::format(
        "SELECT CASE WHEN k.there = 0 THEN {} ELSE {} END FROM (SELECT "
        "coalesce(pg_catalog.sum(c.there), 0) AS there, coalesce(pg_catalog.sum(c.same), 0) AS "
        "same FROM ({}) AS c) AS k WHERE k.same = 0",
        pg::quote_literal("whether the key of [mask] is the one of the target cannot be seen: none "
                          "of the masked rows that come is there already"),
        pg::quote_literal("the masked rows that are there already are all masked otherwise: the "
                          "key of [mask] may be another than the one that the target's were made "
                          "with, and equal values differ then"),
        counts)};
}

}  // namespace subset
