#include "why/explain_table.hpp"

#include "plan/config_places.hpp"
#include "plan/keys/key_values.hpp"
#include "source/neighbour_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace subset {
namespace {

class BringerCount {
public:
    BringerCount(const TwinRows& twin, TableId table, RowSource& source, pg::CopyChannel& reader)
        : twin_{twin},
          plan_{twin.plan()},
          log_{twin.log()},
          table_{table},
          source_{source},
          reader_{reader} {}

    std::vector<Bringer> count() {
        for (std::uint32_t root = 0; root < plan_.roots.size(); ++root) {
            add_root(root);
        }
        for (const ReferenceId id : plan_.graph.children_of[table_]) {
            if (plan_.reference(id).walked) {
                add_up(id);
            }
        }
        for (const ReferenceId id : plan_.graph.parents_of[table_]) {
            if (plan_.reference(id).follow != Follow::never) {
                add_down(id);
            }
        }
        count_led();
        if (plan_.table(table_).rows == RowsRule::all) {
            add_whole();
        }
        std::erase_if(bringers_, [](const Bringer& bringer) { return bringer.rows == 0; });
        std::sort(
            bringers_.begin(), bringers_.end(), [](const Bringer& left, const Bringer& right) {
                const auto rank = [](const Bringer& each) {
                    return std::tie(each.reference, each.by, each.other);
                };
                return left.rows != right.rows ? left.rows > right.rows : rank(left) < rank(right);
            });
        return std::move(bringers_);
    }

private:
    void add_bringer(const char* by, std::string reference, std::string other, std::string rule) {
        bringers_.push_back({by, std::move(reference), std::move(other), std::move(rule), 0, 0});
    }

    // Notes that the bringer added last leads to the row, unless the row is in another table of a
    // tree.
    void lead_to(RowId row) {
        const Table& table = plan_.catalog.table(table_);
        const bool own = table.kind == TableKind::partitioned || leaf_of(row) == table.first_leaf;
        if (own && twin_.has({table_, row})) {
            led_.emplace_back(row, bringers_.size() - 1);
        }
    }

    void add_root(std::uint32_t root) {
        if (!plan_.roots[root].names(table_)) {
            return;
        }
        add_bringer("root", fmt::format("[[root]] {}", plan_.roots[root].number), "",
                    name_root(plan_.roots[root]));
        for (const RowId row : log_.named(root)) {
            lead_to(row);
        }
    }

    void add_up(ReferenceId id) {
        const Reference& reference = plan_.catalog.reference(id);
        add_bringer("up", reference.name, reference.child.name.text(),
                    describe_step(plan_, plan_.reference(id), false));
        const std::vector<TableId> children = reference.child.tables();
        if (std::any_of(children.begin(), children.end(),
                        [&](TableId child) { return plan_.table(child).streamable; })) {
            add_up_from_streamed(id);
        }
        if (plan_.streams(reference.child)) {
            return;
        }
        if (plan_.table(table_).streamable) {
            add_up_to_streamed(id);
        } else {
            const bool own = reference.child.has(table_);
            for (const KeyUse& use : log_.referring(id)) {
                for (const KeyUse& holder : log_.holders(plan_.reference(id).parent_key, use.key)) {
                    if (!own || holder.row != use.row) {
                        lead_to(holder.row);
                    }
                }
            }
        }
    }

    // It is not known which row refers to which key. Where both ends are the same table, the server
    // is asked.
    void add_up_from_streamed(ReferenceId id) {
        if (plan_.table(table_).streamable) {
            for (const RowId row : read_referenced(plan_, reader_, id)) {
                lead_to(row);
            }
            return;
        }
        for (const std::int64_t key : log_.whole_keys(id)) {
            for (const KeyUse& holder : log_.holders(plan_.reference(id).parent_key, key)) {
                lead_to(holder.row);
            }
        }
    }

    // The rows of this table have not come, so the server is asked which of them have the keys.
    void add_up_to_streamed(ReferenceId id) {
        const ParentKey& key = plan_.parent_key(plan_.reference(id).parent_key);
        std::vector<std::int64_t> numbers;
        for (const KeyUse& use : log_.referring(id)) {
            numbers.push_back(use.key);
        }
        std::sort(numbers.begin(), numbers.end());
        numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
        KeyList keys{key.form};
        for (const std::int64_t number : numbers) {
            keys.add(key.form == KeyForm::integer
                         ? Key{number}
                         : log_.keys(key.id)[static_cast<std::size_t>(number)]);
        }
        if (!keys.empty()) {
            source_.read_matches(key.id, keys, [&](std::size_t, RowId row) { lead_to(row); });
        }
    }

    void add_down(ReferenceId id) {
        const ReferencePlan& plan = plan_.reference(id);
        const Reference& reference = plan_.catalog.reference(id);
        add_bringer("down", reference.name, reference.parent.name.text(),
                    describe_step(plan_, plan, true));
        const bool own = reference.parent.has(table_);
        if (plan.by_parent_row) {
            for (const SelectedPair& pair : log_.selected_pairs(id)) {
                if (!own || pair.parent != pair.child) {
                    lead_to(pair.child);
                }
            }
            return;
        }
        for (const KeyUse& use : log_.selected(id)) {
            const auto holders = log_.holders(plan.parent_key, use.key);
            if (!own || std::any_of(holders.begin(), holders.end(), [&](const KeyUse& holder) {
                    return holder.row != use.row &&
                           may_bring(plan, twin_.row_of(reference.parent, holder.row));
                })) {
                lead_to(use.row);
            }
        }
    }

    [[nodiscard]] bool may_bring(const ReferencePlan& plan, const RowOf& parent) const {
        return plan.follow == Follow::always || twin_.chosen(parent);
    }

    void count_led() {
        std::sort(led_.begin(), led_.end());
        led_.erase(std::unique(led_.begin(), led_.end()), led_.end());
        const bool whole = plan_.table(table_).rows == RowsRule::all;
        for (std::size_t first = 0; first < led_.size(); ++rows_led_to_) {
            std::size_t last = first;
            while (last < led_.size() && led_[last].first == led_[first].first) {
                ++bringers_[led_[last++].second].rows;
            }
            if (last == first + 1 && !whole) {
                ++bringers_[led_[first].second].only;
            }
            first = last;
        }
    }

    void add_whole() {
        add_bringer("whole table", "", "", name_rows_rule(plan_, table_));
        bringers_.back().rows = twin_.closure().tables[table_].rows;
        bringers_.back().only = bringers_.back().rows - rows_led_to_;
    }

    const TwinRows& twin_;
    const RowPlan& plan_;
    const EdgeLog& log_;
    TableId table_;
    RowSource& source_;
    pg::CopyChannel& reader_;
    std::vector<Bringer> bringers_;
    std::vector<std::pair<RowId, std::size_t>> led_;  // each row with the index of what leads to it
    std::uint64_t rows_led_to_ = 0;
};

}  // namespace

TableExplanation explain_table(const TwinRows& twin, TableId table, RowSource& source,
                               pg::CopyChannel& reader) {
    const RowPlan& plan = twin.plan();
    const TableCounts& counts = twin.closure().tables[table];
    TableExplanation explanation{plan.catalog.table(table).name.text(), counts.rows, counts.chosen,
                                 BringerCount{twin, table, source, reader}.count(), ""};
    if (counts.rows == 0) {
        explanation.reason = plan.table(table).rows == RowsRule::all
                                 ? "the table is empty in the source"
                             : plan.table(table).reachable
                                 ? "what could bring rows brings none"
                                 : "no root names the table, and no reference that is followed "
                                   "leads to it";
        const std::string heirs = name_heirs(plan.catalog, table);
        explanation.reason += heirs.empty() ? "" : "; tables that inherit from it: " + heirs;
    }
    return explanation;
}

}  // namespace subset
