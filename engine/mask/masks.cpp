#include "mask/masks.hpp"

#include "catalog/names_table.hpp"
#include "config/glob.hpp"
#include "mask/altered/date_subjects.hpp"
#include "mask/group_fit.hpp"
#include "mask/mask_rules.hpp"
#include "mask/write_mask.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace subset {
namespace {

struct WriterOfGroup {
    MaskWriter writer;
    std::vector<ColumnOf> members;
    RuleOfColumn rule;
    const TableRule* when;
    const TableRule* identity;
};

class MaskMaker {
public:
    MaskMaker(const Config& config, const Catalog& catalog, const ColumnGroups& groups,
              const IdVector<TableId, bool>& reachable)
        : config_{config},
          catalog_{catalog},
          groups_{groups},
          reachable_{reachable},
          rules_{find_mask_rules(config, catalog)} {}

    [[nodiscard]] Masks make() {
        for (const Table& table : catalog_.tables) {
            made_.tables.emplace_back(table.columns.size());
        }
        made_.faults = std::move(rules_.faults);
        lift_below();
        std::set<std::size_t> done;
        for (const auto& [column, rule] : rules_.masks) {
            const std::size_t group = groups_.group_of(column);
            if (done.insert(group).second) {
                mask_group(groups_.members(group));
            }
        }
        write_masks();
        for (const auto& [column, rule] : rules_.masks) {
            if (!made_.tables[column.table][column.column]) {
                made_.refused.insert(column);
            }
        }
        check_key();
        check_table_keys();
        check_date_subjects(catalog_, groups_, reachable_, made_);
        for (const auto& [column, lifted] : rules_.lifted) {
            made_.lifted.push_back({column, lifted.mask->mask.value, lifted.place});
        }
        return std::move(made_);
    }

private:
    [[nodiscard]] const Column& column(ColumnOf of) const {
        return catalog_.table(of.table).columns[of.column];
    }
    [[nodiscard]] std::string name_of(ColumnOf of) const {
        return catalog_.table(of.table).qualified_name_of(of.column);
    }
    void fault(std::string message, std::string hint, const Place& place,
               std::optional<SubjectId> rule = {}) {
        made_.faults.push_back({std::move(message), std::move(hint), place, rule});
    }
    void fault(std::string message, std::string hint, const MaskRule& rule) {
        fault(std::move(message), std::move(hint), rule.mask.place, rule.id);
    }

    // A column that references one whose mask was lifted holds the same values, so that the mask of
    // a glob is lifted there, too.
    void lift_below() {
        const std::map<ColumnOf, LiftedMask> above = rules_.lifted;
        for (auto rule = rules_.masks.begin(); rule != rules_.masks.end();) {
            const ColumnOf head = groups_.head_of(rule->first);
            const auto found = above.find(head);
            if (found == above.end() || head == rule->first) {
                ++rule;
                continue;
            }
            if (rule->second.by_glob) {
                rules_.lifted[rule->first] = {rule->second.mask, found->second.place};
            } else {
                fault(fmt::format("{} cannot have a mask of its own: it references {}, which stays "
                                  "as it is ({})",
                                  name_of(rule->first), name_of(head), found->second.place.text()),
                      "Remove one of the two lines: both columns hold the same values.",
                      *rule->second.mask);
            }
            rule = rules_.masks.erase(rule);
        }
    }

    // Gives all columns of a group the mask of its head, a column that references no other of them.
    void mask_group(const std::vector<ColumnOf>& members) {
        const RuleOfColumn* chosen = nullptr;
        ColumnOf head{};
        for (const ColumnOf each : members) {
            const auto found = rules_.masks.find(each);
            if (found == rules_.masks.end() || !groups_.is_head(each)) {
                continue;
            }
            if (chosen != nullptr && !are_alike(*chosen, head, found->second, each)) {
                fault(
                    fmt::format("the masks of {} and {} differ, and rows that reference both hold "
                                "one value",
                                name_of(head), name_of(each)),
                    "Give both the same mask, and their tables the same mask_when.",
                    *found->second.mask);
                return;
            }
            if (chosen == nullptr) {
                chosen = &found->second;
                head = each;
            }
        }
        for (const ColumnOf each : members) {
            const auto found = rules_.masks.find(each);
            if (found == rules_.masks.end() || groups_.is_head(each) ||
                (chosen != nullptr && chosen->mask->mask.value == found->second.mask->mask.value)) {
                continue;
            }
            const ColumnOf of = chosen != nullptr ? head : groups_.head_of(each);
            fault(fmt::format("{} references {}, and cannot have a mask of its own", name_of(each),
                              name_of(of)),
                  fmt::format("Mask {}: every column that references it has the same mask then.",
                              name_of(of)),
                  *found->second.mask);
            return;
        }
        if (!is_lifted_below(members, head)) {
            apply(members, head, *chosen);
        }
    }

    [[nodiscard]] const TableRule* when_of(ColumnOf of) const { return rules_.whens[of.table]; }

    // Whether both make the same of a value, by the condition of their tables too.
    [[nodiscard]] bool are_alike(const RuleOfColumn& one, ColumnOf of, const RuleOfColumn& other,
                                 ColumnOf of_other) const {
        const TableRule* const when = when_of(of);
        const TableRule* const other_when = when_of(of_other);
        const bool same_when = when == nullptr || other_when == nullptr
                                   ? when == other_when
                                   : when->mask_when->value == other_when->mask_when->value;
        return same_when && one.mask->mask.value == other.mask->mask.value;
    }

    // Tells of a column that a line keeps, though it references one that is masked.
    bool is_lifted_below(const std::vector<ColumnOf>& members, ColumnOf head) {
        for (const ColumnOf each : members) {
            const auto lifted = rules_.lifted.find(each);
            if (lifted != rules_.lifted.end()) {
                fault(fmt::format("{} cannot stay as it is: {}, which is masked, holds the same "
                                  "values",
                                  name_of(each), name_of(head)),
                      fmt::format("Remove the line; or keep {}, and what references it stays, too.",
                                  name_of(head)),
                      lifted->second.place);
                return true;
            }
        }
        return false;
    }

    void apply(const std::vector<ColumnOf>& members, ColumnOf head, const RuleOfColumn& rule) {
        const TableRule* const when = when_of(head);
        const TableRule* const identity =
            members.size() == 1 ? rules_.identities[head.table] : nullptr;
        try {
            MaskWriter writer{
                catalog_,
                groups_,
                config_.mask.locales,
                forms_,
                {members, head, rule.mask, when != nullptr ? &*when->mask_when : nullptr,
                 identity != nullptr ? &*identity->identity : nullptr}};
            if (auto unmaskable = find_unmaskable(catalog_, members, head, *rule.mask,
                                                  writer.has_preset_of_value())) {
                made_.faults.push_back(std::move(*unmaskable));
                return;
            }
            writer.add_to(forms_);
            writers_.push_back({std::move(writer), members, rule, when, identity});
        } catch (const Error& error) {
            fault(error.what(), error.hint(), *rule.mask);
        }
    }

    // What a preset looks like depends on all columns that have it.
    void write_masks() {
        for (const WriterOfGroup& each : writers_) {
            if (const auto misfit = each.writer.misfit()) {
                fault(*misfit, "Any SQL over the row c can be a mask, too.", *each.rule.mask);
                continue;
            }
            used_.insert({each.when, each.identity});
            for (const ColumnOf member : each.members) {
                if (rules_.masks.contains(member) && groups_.is_head(member)) {
                    used_.insert({when_of(member), each.identity});
                }
                ColumnMask mask = each.writer.write(member);
                mask.by_glob = each.rule.by_glob;
                set_mask(member, std::move(mask));
            }
        }
        made_.warnings = forms_.explain_differences();
    }

    void set_mask(ColumnOf of, ColumnMask mask) {
        if (column(of).routes && reachable_[of.table]) {
            fault(fmt::format("{} chooses the partition of its row and cannot be masked: a row may "
                              "find none",
                              name_of(of)),
                  "Give the partitioned table a default partition, or keep the column as it is.",
                  mask.place, mask.rule);
        }
        made_.tables[of.table][of.column] = std::move(mask);
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

    // An entry whose mask_when or identity is about no mask does not do what somebody wrote it for.
    void check_table_keys() {
        if (!made_.faults.empty()) {
            return;  // the masks that are wrong may be the ones that it is about
        }
        for (const TableRule& rule : config_.tables) {
            const auto is_used = [&](const auto& member) {
                return std::any_of(used_.begin(), used_.end(),
                                   [&](const auto& each) { return member(each) == &rule; });
            };
            const auto tell = [&](const char* key, const Text& said) {
                fault(fmt::format("{} in [[table]] \"{}\" meets no mask", key, rule.name.value),
                      "It is about the masks that the table itself has in the config; a column "
                      "that references a masked one has its mask from there.",
                      said.place);
            };
            if (rule.mask_when && !is_used([](const auto& each) { return each.first; })) {
                tell("mask_when", *rule.mask_when);
            }
            if (rule.identity && !is_used([](const auto& each) { return each.second; })) {
                tell("identity", *rule.identity);
            }
        }
    }

    const Config& config_;
    const Catalog& catalog_;
    const ColumnGroups& groups_;
    const IdVector<TableId, bool>& reachable_;
    MaskRules rules_;
    PresetForms forms_;
    std::vector<WriterOfGroup> writers_;
    std::set<std::pair<const TableRule*, const TableRule*>> used_;  // for mask_when, for identity
    Masks made_;
};

}  // namespace

Masks make_masks(const Config& config, const Catalog& catalog, const ColumnGroups& groups,
                 const IdVector<TableId, bool>& reachable) {
    return MaskMaker{config, catalog, groups, reachable}.make();
}

}  // namespace subset
