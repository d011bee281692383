// fixpoint.hpp
//
// The closure of rows in memory by trying every pair of rows until nothing is new: slow and
// obvious.
#pragma once

#include "subset/closure.hpp"
#include "support/memory_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace subset::testing_support {

// Rules 1, 2, 3 and 5 of the design, as they are written there.
class Fixpoint {
public:
    Fixpoint(const Plan& plan, const MemorySource& source) : plan_{plan}, source_{source} {
        for (std::uint32_t root = 0; root < plan.roots.size(); ++root) {
            const TableId table = plan.roots[root].table;
            for (const MemoryRow& row : source.rows(table)) {
                if (source.selects(root, row)) {
                    add(table, row, plan.roots[root].chosen);
                }
            }
        }
        for (const TablePlan& table : plan.tables) {
            if (table.rows == RowsRule::all) {
                for (const MemoryRow& row : source.rows(table.table)) {
                    add(table.table, row, false);
                }
            }
        }
        do {
            grown_ = false;
            for (const Reference& reference : plan.catalog.references) {
                step(reference);
            }
        } while (grown_);
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

private:
    [[nodiscard]] bool is_empty_table(TableId table) const {
        return plan_.table(table).rows == RowsRule::none;
    }

    void add(TableId table, const MemoryRow& row, bool chosen) {
        const auto [found, is_new] = rows_.try_emplace({table, row.id}, chosen);
        grown_ = grown_ || is_new || (chosen && !found->second);
        found->second = found->second || chosen;
    }
    [[nodiscard]] bool is_chosen(TableId table, RowId row) const {
        const auto found = rows_.find({table, row});
        return found != rows_.end() && found->second;
    }
    [[nodiscard]] bool matches(const Reference& reference, const MemoryRow& child,
                               const MemoryRow& parent) const {
        const auto own = source_.key_of(reference.child.table, child, reference.child_columns);
        return own &&
               own == source_.key_of(reference.parent.table, parent, reference.parent_columns);
    }

    void step(const Reference& reference) {
        const TableId child = reference.child.table;
        const TableId parent = reference.parent.table;
        if (is_empty_table(child) || is_empty_table(parent)) {
            return;
        }
        for (const MemoryRow& below : source_.rows(child)) {
            for (const MemoryRow& above : source_.rows(parent)) {
                if (!matches(reference, below, above)) {
                    continue;
                }
                if (has(child, below.id)) {
                    add(parent, above, false);
                }
                if (is_chosen(parent, above.id)) {
                    add(child, below, true);
                }
            }
        }
    }

    [[nodiscard]] std::size_t count(TableId table, bool chosen) const {
        return static_cast<std::size_t>(std::count_if(
            rows_.begin(), rows_.end(),
            [&](const auto& row) { return row.first.first == table && (!chosen || row.second); }));
    }

    [[nodiscard]] std::string render(const Reference& reference) const {
        std::uint64_t up = 0;
        std::uint64_t down = 0;
        std::uint64_t dangling = 0;
        const TableId child = reference.child.table;
        const TableId parent = reference.parent.table;
        const bool followed = !is_empty_table(child) && !is_empty_table(parent);
        for (const MemoryRow& below : source_.rows(child)) {
            const bool refers =
                followed && source_.key_of(child, below, reference.child_columns).has_value();
            const auto above = std::find_if(
                source_.rows(parent).begin(), source_.rows(parent).end(),
                [&](const MemoryRow& row) { return refers && matches(reference, below, row); });
            const bool found = above != source_.rows(parent).end();
            up += refers && has(child, below.id) ? 1 : 0;
            dangling += refers && !found && has(child, below.id) ? 1 : 0;
            down += found && is_chosen(parent, above->id) ? 1 : 0;
        }
        return fmt::format("{}: {} up, {} down, {} dangling\n", reference.name, up, down, dangling);
    }

    const Plan& plan_;
    const MemorySource& source_;
    std::map<std::pair<TableId, RowId>, bool> rows_;  // and whether it is chosen
    bool grown_ = false;
};

inline std::string render(const Plan& plan, const Closure& closure) {
    std::string text;
    for (const TablePlan& table : plan.tables) {
        const TableCounts& counts = closure.tables[index_of(table.table)];
        text += fmt::format("{}: {} rows, {} chosen\n", plan.catalog.table(table.table).name.name,
                            counts.rows, counts.chosen);
    }
    for (const Reference& reference : plan.catalog.references) {
        const ReferenceCounts& counts = closure.references[index_of(reference.id)];
        text += fmt::format("{}: {} up, {} down, {} dangling\n", reference.name, counts.up,
                            counts.down, counts.dangling);
    }
    return text;
}

}  // namespace subset::testing_support
