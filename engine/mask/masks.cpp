#include "mask/masks.hpp"

#include "catalog/column_sql.hpp"
#include "catalog/explain_unknown.hpp"
#include "catalog/names_table.hpp"
#include "config/glob.hpp"
#include "mask/column_groups.hpp"
#include "mask/group_fit.hpp"
#include "mask/preset.hpp"
#include "pg/quote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace subset {
namespace {

using Rules = std::map<ColumnOf, const MaskRule*>;  // for each column, the last entry that names it

class MaskMaker {
public:
    MaskMaker(const Config& config, const Catalog& catalog, const ColumnGroups& groups,
              const IdVector<TableId, bool>& reachable)
        : config_{config}, catalog_{catalog}, groups_{groups}, reachable_{reachable} {}

    [[nodiscard]] Masks make() {
        for (const Table& table : catalog_.tables) {
            made_.tables.emplace_back(table.columns.size());
        }
        const Rules rules = find_rules();
        std::set<std::size_t> done;
        for (const auto& [column, rule] : rules) {
            const std::size_t group = groups_.group_of(column);
            if (done.insert(group).second) {
                mask_group(groups_.members(group), rules);
            }
        }
        check_key();
        return std::move(made_);
    }

private:
    [[nodiscard]] const Column& column(ColumnOf of) const {
        return catalog_.table(of.table).columns[of.column];
    }
    [[nodiscard]] std::string name_of(ColumnOf of) const {
        return catalog_.table(of.table).name.text() + "." + column(of).name;
    }
    void fault(std::string message, std::string hint, const Place& place,
               std::optional<SubjectId> rule) {
        made_.faults.push_back({std::move(message), std::move(hint), place, rule});
    }

    Rules find_rules() {
        Rules rules;
        for (const TableRule& rule : config_.tables) {
            for (const MaskRule& mask : rule.masks) {
                find_columns(rule, mask, rules);
            }
        }
        return rules;
    }

    void find_columns(const TableRule& rule, const MaskRule& mask, Rules& rules) {
        std::vector<const Table*> tables;
        bool found = false;
        for (const Table& table : catalog_.tables) {
            if (!table.in_scope || !names_table(rule, table)) {
                continue;
            }
            tables.push_back(&table);
            const auto number = table.column_named(mask.column.value);
            if (number && names_column(rule, table, mask.column.value)) {
                found = true;
                if (table.columns[*number].generated) {
                    refuse_generated(table, mask);
                } else {
                    rules[{table.id, *number}] = &mask;
                }
            }
        }
        if (found || tables.empty()) {  // a name that matches no table is told of already
            return;
        }
        const bool one = tables.size() == 1;
        fault(fmt::format(
                  "column \"{}\" in [[table]] mask does not exist in {}", mask.column.value,
                  one ? tables.front()->name.text()
                      : fmt::format("any of the tables that \"{}\" matches", rule.name.value)),
              one ? render_columns_hint(*tables.front()) : "Name it as the schema spells it.",
              mask.column.place, mask.id);
    }

    // An entry that names an ancestor does not mean a column that only a table below it has.
    [[nodiscard]] bool names_column(const TableRule& rule, const Table& table,
                                    const std::string& name) const {
        const auto has = [&](const Table& named) {
            return config::matches_glob(rule.name, named.name) && named.column_named(name);
        };
        return has(table) || std::any_of(table.ancestors.begin(), table.ancestors.end(),
                                         [&](TableId above) { return has(catalog_.table(above)); });
    }

    void refuse_generated(const Table& table, const MaskRule& mask) {
        fault(fmt::format("{}.{} is a generated column and cannot be masked", table.name.text(),
                          mask.column.value),
              "The target computes it from the row's other columns: mask those.", mask.column.place,
              mask.id);
    }

    // Gives all columns of a group the mask of its head, a column that references no other of them.
    void mask_group(const std::vector<ColumnOf>& members, const Rules& rules) {
        const MaskRule* chosen = nullptr;
        ColumnOf head{};
        for (const ColumnOf each : members) {
            const auto found = rules.find(each);
            if (found == rules.end() || !groups_.is_head(each)) {
                continue;
            }
            if (chosen != nullptr && chosen->mask.value != found->second->mask.value) {
                fault(
                    fmt::format("the masks of {} and {} differ, and rows that reference both hold "
                                "one value",
                                name_of(head), name_of(each)),
                    "Give both the same mask.", found->second->mask.place, found->second->id);
                return;
            }
            if (chosen == nullptr) {
                chosen = found->second;
                head = each;
            }
        }
        for (const ColumnOf each : members) {
            const auto found = rules.find(each);
            if (found == rules.end() || groups_.is_head(each) ||
                (chosen != nullptr && chosen->mask.value == found->second->mask.value)) {
                continue;
            }
            const ColumnOf of = chosen != nullptr ? head : groups_.head_of(each);
            fault(fmt::format("{} references {}, and cannot have a mask of its own", name_of(each),
                              name_of(of)),
                  fmt::format("Mask {}: every column that references it has the same mask then.",
                              name_of(of)),
                  found->second->mask.place, found->second->id);
            return;
        }
        if (can_be_masked(members, head, *chosen)) {
            apply(members, head, *chosen);
        }
    }

    // Whether every column of a group can hold the mask of the others.
    bool can_be_masked(const std::vector<ColumnOf>& members, ColumnOf head, const MaskRule& rule) {
        for (const ColumnOf each : members) {
            if (column(each).generated) {
                fault(fmt::format("{} cannot be masked: {} is a generated column that holds the "
                                  "same values",
                                  name_of(head), name_of(each)),
                      "What a column is computed of cannot be masked as it is.", rule.mask.place,
                      rule.id);
                return false;
            }
            const ValueShape shape = shape_of(column(each));
            const bool compares_bytes =
                column(each).key_kind != KeyKind::server || shape.value != ValueClass::text ||
                column(each).base_type.ends_with("citext") || column(each).base_type == "bpchar";
            if (members.size() > 1 && is_preset(rule.mask.value) && !compares_bytes) {
                fault(fmt::format("{} cannot mask {}: values that differ are equal under its "
                                  "collation, and references go by that",
                                  rule.mask.value, name_of(each)),
                      "Write the mask as SQL that is the same for equal values, such as "
                      "md5(lower(c.email)).",
                      rule.mask.place, rule.id);
                return false;
            }
        }
        return true;
    }

    void apply(const std::vector<ColumnOf>& members, ColumnOf head, const MaskRule& rule) {
        if (is_preset(rule.mask.value)) {
            apply_preset(members, head, rule);
            return;
        }
        for (const ColumnOf each : members) {
            // Where other columns hold the same value, the mask may see nothing but that value.
            const std::string sql =
                members.size() == 1
                    ? fmt::format("(\n{}\n)", rule.mask.value)
                    : fmt::format("(SELECT (\n{}\n) FROM (SELECT {} AS {}) AS {})", rule.mask.value,
                                  render_column(column(each)),
                                  pg::quote_identifier(column(head).name), row_alias);
            set_mask(each, head, rule, fmt::format("{}::{}", sql, column(each).base_type), false);
        }
    }

    void apply_preset(const std::vector<ColumnOf>& members, ColumnOf head, const MaskRule& rule) {
        PresetCall call;
        try {
            call = parse_preset(rule.mask.value);
        } catch (const Error& error) {
            fault(error.what(), error.hint(), rule.mask.place, rule.id);
            return;
        }
        if (const auto misfit = find_misfit(catalog_, members, call)) {
            fault(*misfit, "Any SQL over the row c can be a mask, too.", rule.mask.place, rule.id);
            return;
        }
        for (const ColumnOf each : members) {
            set_mask(each, head, rule,
                     render_preset(call, masked_in_group(catalog_, members, each),
                                   render_column(column(each))),
                     needs_key(call.preset));
        }
    }

    void set_mask(ColumnOf of, ColumnOf head, const MaskRule& rule, std::string sql, bool keyed) {
        if (column(of).routes && reachable_[of.table]) {
            fault(fmt::format("{} chooses the partition of its row and cannot be masked: a row may "
                              "find none",
                              name_of(of)),
                  "Give the partitioned table a default partition, or keep the column as it is.",
                  rule.mask.place, rule.id);
        }
        made_.tables[of.table][of.column] = ColumnMask{rule.mask.value, std::move(sql),  keyed,
                                                       name_of(head),   rule.mask.place, rule.id};
    }

    void check_key() {
        for (const MasksOfTable& table : made_.tables) {
            for (const auto& mask : table) {
                if (mask && mask->keyed && !config_.mask.key) {
                    fault(
                        fmt::format("the mask {} needs key in [mask]", mask->text),
                        "Write [mask] key = \"${MASK_KEY}\": a secret of your own, the same every "
                        "night, so that the same value has the same mask.",
                        mask->place, mask->rule);
                    return;
                }
            }
        }
    }

    const Config& config_;
    const Catalog& catalog_;
    const ColumnGroups& groups_;
    const IdVector<TableId, bool>& reachable_;
    Masks made_;
};

}  // namespace

Masks make_masks(const Config& config, const Catalog& catalog, const ColumnGroups& groups,
                 const IdVector<TableId, bool>& reachable) {
    return MaskMaker{config, catalog, groups, reachable}.make();
}

}  // namespace subset
