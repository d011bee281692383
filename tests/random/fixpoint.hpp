// fixpoint.hpp
//
// The closure of rows in memory by trying every pair of rows until nothing is new: slow and
// obvious.
#pragma once

#include "closure/closure.hpp"
#include "plan/reference_plans.hpp"
#include "support/memory_source.hpp"
#include "util/id_vector.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace subset::testing_support {

// The rules of engine/DESIGN.md and what it says of dangling, as they are written there.
class Fixpoint {
public:
    Fixpoint(const Config& config, const Plan& plan, const MemorySource& source)
        : plan_{plan}, source_{source}, rules_{make_rules(config, plan)} {
        for (std::uint32_t root = 0; root < plan.roots.size(); ++root) {
            const TableId table = plan.roots[root].table;
            for (const MemoryRow& row : rows_of(table)) {
                if (source.selects(root, row)) {
                    add(table, row, plan.roots[root].chosen);
                }
            }
        }
        for (const TablePlan& table : plan.tables) {
            if (table.rows == RowsRule::all) {
                for (const MemoryRow& row : rows_of(table.table)) {
                    add(table.table, row, false);
                }
            }
        }
        repeat([&](const Reference& reference) { step(reference); });
        for (const Reference& reference : plan.catalog.references) {
            count_dangling(reference);
        }
        drop_rows();
    }

    [[nodiscard]] std::string render() const {
        std::string text;
        for (const TablePlan& table : plan_.tables) {
            text +=
                fmt::format("{}: {} rows, {} chosen\n", plan_.catalog.table(table.table).name.name,
                            count(table.table, false), count(table.table, true));
        }
        for (const Reference& reference : plan_.catalog.references) {
            text += render(reference);
        }
        return text;
    }
    [[nodiscard]] bool has(TableId table, RowId row) const { return rows_.contains({table, row}); }
    [[nodiscard]] bool empty() const { return rows_.empty(); }
    // Whether rows dangle that must not.
    [[nodiscard]] bool is_broken() const {
        return std::any_of(dangling_.begin(), dangling_.end(), [&](const auto& each) {
            return rules_[each.first].dangling == Dangling::fail;
        });
    }

private:
    using Row = std::pair<TableId, RowId>;

    static IdVector<ReferenceId, ReferencePlan> make_rules(const Config& config, const Plan& plan) {
        IdVector<TableId, RowsRule> rows;
        for (const TablePlan& table : plan.tables) {
            rows.push_back(table.rows);
        }
        std::vector<Fault> faults;
        return make_reference_plans(config, plan.catalog, rows, faults);
    }
    [[nodiscard]] const std::vector<MemoryRow>& rows_of(TableId table) const {
        return source_.rows().of(table);
    }
    [[nodiscard]] bool is_empty_table(TableId table) const {
        return plan_.table(table).rows == RowsRule::none;
    }
    // Whether it is followed up (DESIGN.md, rule 2).
    [[nodiscard]] bool goes_up(const Reference& reference) const {
        return rules_[reference.id].cut == Cut::no && !is_empty_table(reference.child.table);
    }

    void add(TableId table, const MemoryRow& row, bool chosen) {
        const auto [found, is_new] = rows_.try_emplace({table, row.id}, chosen);
        changed_ = changed_ || is_new || (chosen && !found->second);
        found->second = found->second || chosen;
    }
    [[nodiscard]] bool is_chosen(TableId table, RowId row) const {
        const auto found = rows_.find({table, row});
        return found != rows_.end() && found->second;
    }
    [[nodiscard]] bool matches(const Reference& reference, const MemoryRow& child,
                               const MemoryRow& parent) const {
        const auto own = source_.rows().child_key(reference, child);
        return own && own == source_.rows().parent_key(reference, parent);
    }

    template <typename Step>
    void repeat(const Step& step) {
        do {
            changed_ = false;
            for (const Reference& reference : plan_.catalog.references) {
                step(reference);
            }
        } while (changed_);
    }

    void step(const Reference& reference) {
        const TableId child = reference.child.table;
        const TableId parent = reference.parent.table;
        if (goes_up(reference)) {
            for (const MemoryRow& below : rows_of(child)) {
                for (const MemoryRow& above : rows_of(parent)) {
                    if (has(child, below.id) && matches(reference, below, above)) {
                        add(parent, above, false);
                    }
                }
            }
        }
        const ReferencePlan& rule = rules_[reference.id];
        for (const MemoryRow& above : rows_of(parent)) {
            const bool chosen = is_chosen(parent, above.id);
            const bool followed = rule.follow == Follow::always
                                      ? has(parent, above.id)
                                      : rule.follow == Follow::chosen && chosen;
            if (!followed) {
                continue;
            }
            for (const MemoryRow* const below :
                 source_.rows().children_of(reference, rule, above)) {
                add(child, *below, chosen);
                down_[reference.id].insert(below->id);
            }
        }
    }

    // Whether the row's reference has a value, and no row of `parents` has it.
    template <typename Parents>
    [[nodiscard]] bool misses(const Reference& reference, const MemoryRow& child,
                              const Parents& parents) const {
        const std::vector<MemoryRow>& above = rows_of(reference.parent.table);
        return source_.rows().child_key(reference, child) &&
               std::none_of(above.begin(), above.end(), [&](const MemoryRow& row) {
                   return parents(row.id) && matches(reference, child, row);
               });
    }

    void count_dangling(const Reference& reference) {
        for (const MemoryRow& row : rows_of(reference.child.table)) {
            if (goes_up(reference) && has(reference.child.table, row.id) &&
                misses(reference, row, [](RowId) { return true; })) {
                dangling_[reference.id].insert(row.id);
            }
        }
    }
    void drop_rows() {
        for (const auto& [id, rows] : dangling_) {
            for (const RowId row : rows) {
                if (rules_[id].dangling == Dangling::drop) {
                    rows_.erase({plan_.catalog.reference(id).child.table, row});
                }
            }
        }
        // A row goes where all rows that it references have gone.
        repeat([&](const Reference& reference) {
            const TableId child = reference.child.table;
            for (const MemoryRow& row : rows_of(child)) {
                const bool lost = goes_up(reference) && !dangles(reference, row.id) &&
                                  misses(reference, row, [&](RowId parent) {
                                      return has(reference.parent.table, parent);
                                  });
                changed_ = (lost && rows_.erase({child, row.id}) > 0) || changed_;
            }
        });
    }
    [[nodiscard]] bool dangles(const Reference& reference, RowId row) const {
        const auto found = dangling_.find(reference.id);
        return found != dangling_.end() && found->second.contains(row);
    }

    [[nodiscard]] std::size_t count(TableId table, bool chosen) const {
        return static_cast<std::size_t>(std::count_if(
            rows_.begin(), rows_.end(),
            [&](const auto& row) { return row.first.first == table && (!chosen || row.second); }));
    }
    [[nodiscard]] std::string render(const Reference& reference) const {
        const TableId child = reference.child.table;
        const ReferencePlan& rule = rules_[reference.id];
        std::uint64_t up = 0;
        std::string nulled;
        for (const MemoryRow& row : rows_of(child)) {
            if (!has(child, row.id) || !source_.rows().child_key(reference, row)) {
                continue;
            }
            up += goes_up(reference) ? 1 : 0;
            const bool absent =
                rule.cut == Cut::where_absent && misses(reference, row, [&](RowId parent) {
                    return has(reference.parent.table, parent);
                });
            const bool null = rule.dangling == Dangling::null && dangles(reference, row.id);
            nulled += absent || null ? " " + row.values[0].value_or("NULL") : "";
        }
        const auto size_in = [&](const std::map<ReferenceId, std::set<RowId>>& rows) {
            const auto found = rows.find(reference.id);
            return found == rows.end() ? 0 : found->second.size();
        };
        return fmt::format("{}: {} up, {} down, {} dangling, nulled in{}\n", reference.name, up,
                           size_in(down_), size_in(dangling_), nulled);
    }

    const Plan& plan_;
    const MemorySource& source_;
    IdVector<ReferenceId, ReferencePlan> rules_;  // as the config alone says
    std::map<Row, bool> rows_;                    // and whether it is chosen
    std::map<ReferenceId, std::set<RowId>> down_;
    std::map<ReferenceId, std::set<RowId>> dangling_;
    bool changed_ = false;
};

}  // namespace subset::testing_support
