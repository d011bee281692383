#include "catalog/globs/globbed_tables.hpp"

#include "config/glob.hpp"
#include "config/nearest_name.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace subset {
namespace {

bool matches_name(const ColumnGlob& glob, const Table& table) {
    return table.in_scope && config::matches_glob(glob.table, table.name);
}

std::vector<std::string> column_names(const ColumnGlob& glob) {
    std::vector<std::string> names;
    for (const Text& column : glob.columns) {
        names.push_back(column.value);
    }
    return names;
}

// Suggests a name for a column that none of the tables has which the glob matches.
std::string suggest_column(const ColumnGlob& glob, const Catalog& catalog) {
    std::set<std::string_view> known;
    for (const Table& table : catalog.tables) {
        if (matches_name(glob, table)) {
            for (const Column& column : table.columns) {
                known.insert(column.name);
            }
        }
    }
    const std::vector<std::string_view> names{known.begin(), known.end()};
    for (const Text& column : glob.columns) {
        const auto nearest =
            known.contains(column.value) ? std::nullopt : config::nearest_name(column.value, names);
        if (nearest) {
            return fmt::format("Did you mean \"{}\"? ", *nearest);
        }
    }
    return {};
}

}  // namespace

bool means_table(const ColumnGlob& glob, const Table& table) {
    return matches_name(glob, table) &&
           std::all_of(glob.columns.begin(), glob.columns.end(), [&](const Text& column) {
               return table.column_named(column.value).has_value();
           });
}

std::vector<TableId> without_heirs(const Catalog& catalog, std::vector<TableId> tables) {
    const std::vector<TableId> all = tables;
    std::erase_if(tables, [&](TableId id) {
        const std::vector<TableId>& above = catalog.table(id).ancestors;
        return std::any_of(above.begin(), above.end(),
                           [&](TableId ancestor) { return contains(all, ancestor); });
    });
    return tables;
}

Fault explain_no_match(const ColumnGlob& glob, const Catalog& catalog) {
    const bool any = std::any_of(catalog.tables.begin(), catalog.tables.end(),
                                 [&](const Table& table) { return matches_name(glob, table); });
    const bool several = glob.columns.size() > 1;
    const std::string meaning =
        "The entry does nothing; a glob means tables whose rows come, but no partitions, no views, "
        "and no tables of extensions.";
    if (any && glob.columns.empty()) {
        return {fmt::format("none of the tables that {} table \"{}\" matches can be a root",
                            glob.header, glob.table.value),
                meaning, glob.table.place};
    }
    return any ? Fault{fmt::format("no table that {} table \"{}\" can mean has the {} {}",
                                   glob.header, glob.table.value, several ? "columns" : "column",
                                   fmt::join(column_names(glob), ", ")),
                       suggest_column(glob, catalog) + meaning, glob.columns.front().place}
               : Fault{
                     fmt::format("{} table \"{}\" matches no table", glob.header, glob.table.value),
                     "The entry does nothing; a name without a dot is in schema public, and "
                     "\"*\" alone is every table.",
                     glob.table.place};
}

std::string describe_match(const ColumnGlob& glob, const Catalog& catalog,
                           const std::vector<TableId>& tables) {
    std::vector<std::string> names;
    for (const TableId id : tables) {
        names.push_back(catalog.table(id).name.text());
    }
    return fmt::format("{} table \"{}\" ({}) means {} {}: {}", glob.header, glob.table.value,
                       glob.table.place.text(), names.size(),
                       names.size() == 1 ? "table" : "tables", fmt::join(names, ", "));
}

}  // namespace subset
