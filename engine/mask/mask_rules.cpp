#include "mask/mask_rules.hpp"

#include "catalog/explain_unknown.hpp"
#include "catalog/names_table.hpp"
#include "config/glob.hpp"
#include "config/nearest_name.hpp"
#include "mask/parse/mask_sql.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace subset {
namespace {

class RuleFinder {
public:
    RuleFinder(const Config& config, const Catalog& catalog) : config_{config}, catalog_{catalog} {}

    [[nodiscard]] MaskRules find() {
        found_.whens.resize(catalog_.tables.size());
        found_.identities.resize(catalog_.tables.size());
        for (const TableRule& rule : config_.tables) {
            const std::vector<const Table*> tables = tables_of(rule);
            for (const MaskRule& mask : rule.masks) {
                find_columns(rule, mask, tables);
            }
            add_keys(rule, tables);
        }
        for (const ColumnPattern& kept : config_.mask.keep) {
            lift_kept(kept);
        }
        return std::move(found_);
    }

private:
    void fault(std::string message, std::string hint, const Place& place,
               std::optional<SubjectId> rule = {}) {
        found_.faults.push_back({std::move(message), std::move(hint), place, rule});
    }

    [[nodiscard]] std::vector<const Table*> tables_of(const TableRule& rule) const {
        std::vector<const Table*> tables;
        for (const Table& table : catalog_.tables) {
            if (table.in_scope && names_table(rule, table)) {
                tables.push_back(&table);
            }
        }
        return tables;
    }

    void find_columns(const TableRule& rule, const MaskRule& mask,
                      const std::vector<const Table*>& tables) {
        bool found = false;
        for (const Table* const table : tables) {
            const auto number = table->column_named(mask.column.value);
            if (number && names_column(rule.name, catalog_, *table, mask.column.value)) {
                found = true;
                if (table->columns[*number].generated) {
                    refuse_generated(*table, mask);
                } else {
                    add_mask({table->id, *number}, rule, mask);
                }
            }
        }
        if (!found) {
            refuse_missing("mask", rule, mask.column, tables, mask.id);
        }
    }

    void add_mask(ColumnOf column, const TableRule& rule, const MaskRule& mask) {
        const bool by_glob = config::is_glob(rule.name.value);
        const auto before = found_.masks.find(column);
        const bool lifts = !by_glob && before != found_.masks.end() && before->second.by_glob &&
                           is_column_itself(mask.mask.value, mask.column.value);
        if (lifts) {
            found_.lifted[column] = {before->second.mask, mask.mask.place};
            found_.masks.erase(before);
        } else {
            found_.lifted.erase(column);
            found_.masks[column] = {&mask, by_glob};
        }
    }

    // A name that matches no table is told of already.
    void refuse_missing(const char* key, const TableRule& rule, const Text& column,
                        const std::vector<const Table*>& tables, std::optional<SubjectId> id) {
        if (tables.empty()) {
            return;
        }
        const bool one = tables.size() == 1;
        std::vector<std::string_view> known;
        for (const Table* const table : tables) {
            for (const Column& each : table->columns) {
                known.push_back(each.name);
            }
        }
        const auto nearest = config::nearest_name(column.value, known);
        const std::string hint = nearest ? fmt::format("Did you mean \"{}\"?", *nearest)
                                 : one   ? render_columns_hint(*tables.front())
                                         : "Name it as the schema spells it.";
        fault(fmt::format(
                  "column \"{}\" in [[table]] {} does not exist in {}", column.value, key,
                  one ? tables.front()->name.text()
                      : fmt::format("any of the tables that \"{}\" matches", rule.name.value)),
              hint, column.place, id);
    }

    void refuse_generated(const Table& table, const MaskRule& mask) {
        fault(fmt::format("{}.{} is a generated column and cannot be masked", table.name.text(),
                          mask.column.value),
              "The target computes it from the row's other columns: mask those.", mask.column.place,
              mask.id);
    }

    // The keys that are about all masks of a table.
    void add_keys(const TableRule& rule, const std::vector<const Table*>& tables) {
        bool found = false;
        for (const Table* const table : tables) {
            if (rule.mask_when) {
                found_.whens[table->id] = &rule;
            }
            if (rule.identity && table->column_named(rule.identity->value)) {
                found = true;
                found_.identities[table->id] = &rule;
            }
        }
        if (rule.identity && !found) {
            refuse_missing("identity", rule, *rule.identity, tables, {});
        }
    }

    // A line of `keep` that names a column lifts the mask that a glob gave it.
    void lift_kept(const ColumnPattern& kept) {
        const Relation* const relation =
            config::is_glob(kept.value) ? nullptr : catalog_.relation_named(kept.table.name);
        if (relation == nullptr || !relation->whole) {
            return;
        }
        const auto number = catalog_.table(relation->table).column_named(kept.column);
        const auto rule =
            number ? found_.masks.find({relation->table, *number}) : found_.masks.end();
        if (rule != found_.masks.end() && rule->second.by_glob) {
            found_.lifted[rule->first] = {rule->second.mask, kept.place};
            found_.masks.erase(rule);
        }
    }

    const Config& config_;
    const Catalog& catalog_;
    MaskRules found_;
};

}  // namespace

MaskRules find_mask_rules(const Config& config, const Catalog& catalog) {
    return RuleFinder{config, catalog}.find();
}

}  // namespace subset
