#include "plan/table_rules.hpp"

#include "config/glob.hpp"

#include <fmt/format.h>

namespace subset {

std::vector<RowsRule> make_table_rules(const Config& config, const Catalog& catalog,
                                       std::vector<Fault>& faults, std::vector<Fault>& warnings) {
    std::vector<RowsRule> rules(catalog.tables.size(), RowsRule::closure);
    for (const TableRule& rule : config.tables) {
        bool matched = false;
        for (const Table& table : catalog.tables) {
            const bool in_schemas = table.in_scope || table.absent;
            if (in_schemas && config::matches_glob(rule.name.value, table.name)) {
                matched = true;
                rules[index_of(table.id)] = rule.rows.value_or(rules[index_of(table.id)]);
            }
        }
        if (matched) {
            continue;
        }
        const Relation* const relation =
            catalog.relation_named(parse_qualified_name(rule.name.value));
        if (relation != nullptr && !relation->whole) {
            faults.push_back({fmt::format("[[table]] names {}, a partition", relation->name.text()),
                              fmt::format("Name its partitioned table, {}.",
                                          catalog.table(relation->table).name.text()),
                              rule.name.place});
        } else {
            warnings.push_back(
                {fmt::format("[[table]] name \"{}\" matches no table", rule.name.value),
                 "The entry does nothing; a name without a dot is in schema public.",
                 rule.name.place});
        }
    }
    for (const Table& table : catalog.tables) {
        if (!table.in_scope && !table.absent) {
            rules[index_of(table.id)] = RowsRule::none;
        }
    }
    return rules;
}

std::string why_no_rows(const Table& table) {
    return table.absent     ? "has rows = \"absent\""
           : table.in_scope ? "has rows = \"none\""
                            : "is in a schema that is left out";
}

}  // namespace subset
