#include "mask/columns/kept_columns.hpp"

#include "catalog/explain_unknown.hpp"
#include "catalog/names_table.hpp"
#include "config/glob.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>

namespace subset {
namespace {

bool names(const ColumnPattern& pattern, const Catalog& catalog, const Table& table,
           const Column& column) {
    return config::matches_text(pattern.column, column.name) &&
           names_column(pattern.table, catalog, table, column.name);
}

std::string explain(const ColumnPattern& pattern, const Catalog& catalog) {
    if (config::is_glob(pattern.table.value)) {
        const bool any = std::any_of(
            catalog.tables.begin(), catalog.tables.end(),
            [&](const Table& table) { return config::matches_glob(pattern.table, table.name); });
        return any ? "None of the tables that it matches has such a column."
                   : "It matches no table; a name without a dot is in schema public, and "
                     "partitions "
                     "go by the name of their partitioned table.";
    }
    const Relation* const relation = catalog.relation_named(pattern.table.name);
    if (relation == nullptr) {
        return explain_unknown("keep in [mask]", pattern.table, catalog).hint;
    }
    const Table& table = catalog.table(relation->table);
    return relation->whole
               ? fmt::format("Of {}, {}", relation->name.text(), render_columns_hint(table))
               : fmt::format("{} is a partition: name its partitioned table, {}.",
                             relation->name.text(), table.name.text());
}

}  // namespace

const Text* KeptColumns::entry_of(ColumnOf column) const {
    const auto found = entries.find(column);
    return found == entries.end() ? nullptr : found->second;
}

KeptColumns find_kept_columns(const Config& config, const Catalog& catalog) {
    KeptColumns kept;
    for (const ColumnPattern& entry : config.mask.keep) {
        if (entry.table.value.empty() && entry.column.empty()) {
            continue;  // told with the config's own faults
        }
        std::vector<ColumnOf> columns;
        for (const Table& table : catalog.tables) {
            for (std::size_t place = 0; place < table.columns.size(); ++place) {
                const auto number = static_cast<std::uint16_t>(place);
                if (names(entry, catalog, table, table.columns[number])) {
                    columns.push_back({table.id, number});
                }
            }
        }
        if (columns.empty()) {
            kept.faults.push_back(
                {fmt::format("keep in [mask] names \"{}\", which is no column", entry.value),
                 explain(entry, catalog), entry.place});
            continue;
        }
        for (const ColumnOf each : columns) {
            const auto [known, is_new] = kept.entries.emplace(each, &entry);
            if (!is_new && config::is_glob(known->second->value)) {
                known->second = &entry;
            }
        }
        kept.columns.emplace_back(&entry, std::move(columns));
    }
    return kept;
}

}  // namespace subset
