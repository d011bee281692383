#include "why/shortest_chain.hpp"

#include "util/id_vector.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <stdexcept>

namespace subset {
namespace {

// A spot is a row as chosen or as required: twice the row's number, plus one where it is chosen.
using Spot = std::uint32_t;

constexpr Spot nowhere = std::numeric_limits<Spot>::max();

struct Visit {
    Spot from = nowhere;
    std::uint32_t subject = 0;
    BroughtBy by{};
    bool done = false;
};

class ChainSearch {
public:
    explicit ChainSearch(const TwinRows& twin) : twin_{twin}, plan_{twin.plan()} {
        std::size_t rows = 0;
        for (const TablePlan& each : plan_.tables) {
            first_.push_back(static_cast<std::uint32_t>(rows));
            rows += twin.log().rows(each.table, true).size() +
                    twin.log().rows(each.table, false).size();
        }
        visits_.resize(rows * 2);
    }

    std::vector<ChainStep> find(const RowOf& row) {
        const Spot goal = spot_of(row, twin_.chosen(row));
        std::vector<Spot> level = begin();
        for (bool first = true; !visits_.at(goal).done; first = false) {
            if (level.empty() && !first) {
                throw std::logic_error{"no way leads to a row of the closure"};
            }
            std::sort(level.begin(), level.end());
            next_.clear();
            for (const Spot spot : level) {
                go_on_from(spot);
            }
            if (first) {
                go_up_from_streamed();
            }
            level = next_;
        }
        return trace(goal);
    }

private:
    // Returns the spot of a row that is in the closure, otherwise nowhere.
    [[nodiscard]] Spot spot_of(const RowOf& row, bool chosen) const {
        std::size_t number = first_[row.table];
        for (const bool mark : {true, false}) {
            const std::span<const RowId> rows = twin_.log().rows(row.table, mark);
            const auto found = std::lower_bound(rows.begin(), rows.end(), row.row);
            if (found != rows.end() && *found == row.row) {
                number += static_cast<std::size_t>(found - rows.begin());
                return static_cast<Spot>(number * 2 + (chosen ? 1 : 0));
            }
            number += rows.size();
        }
        return nowhere;
    }

    [[nodiscard]] RowOf row_at(Spot spot) const {
        const std::uint32_t number = spot / 2;
        const auto after = std::upper_bound(first_.begin(), first_.end(), number);
        const TableId table{static_cast<std::uint32_t>(after - first_.begin() - 1)};
        const std::size_t place = number - first_[table];
        const std::span<const RowId> chosen = twin_.log().rows(table, true);
        return {table, place < chosen.size()
                           ? chosen[place]
                           : twin_.log().rows(table, false)[place - chosen.size()]};
    }

    void visit(const RowOf& row, bool chosen, Spot from, BroughtBy by, std::uint32_t subject) {
        const Spot spot = spot_of(row, chosen);
        // A chosen row brings all that a required row brings.
        if (spot == nowhere || visits_[spot].done || visits_[spot | 1U].done) {
            return;
        }
        visits_[spot] = {from, subject, by, true};
        next_.push_back(spot);
    }

    std::vector<Spot> begin() {
        for (const bool chosen : {true, false}) {
            for (std::uint32_t root = 0; root < plan_.roots.size(); ++root) {
                for (const RowId row : twin_.log().named(root)) {
                    if (plan_.roots[root].chosen == chosen) {
                        visit(twin_.row_of(plan_.roots[root].relation, row), chosen, nowhere,
                              BroughtBy::root, root);
                    }
                }
            }
        }
        for (const TablePlan& each : plan_.tables) {
            for (const bool chosen : {true, false}) {
                for (const RowId row : twin_.log().rows(each.table, chosen)) {
                    if (each.rows == RowsRule::all) {
                        visit({each.table, row}, false, nowhere, BroughtBy::whole, 0);
                    }
                }
            }
        }
        return next_;
    }

    void go_on_from(Spot spot) {
        const RowOf row = row_at(spot);
        const bool chosen = spot % 2 == 1;
        for (const ReferenceId id : plan_.graph.parents_of[row.table]) {
            if (plan_.reference(id).walked) {
                for (const KeyUse& use : twin_.log().references_of(id, row.row)) {
                    go_up(id, use.key, spot);
                }
            }
        }
        for (const ReferenceId id : plan_.graph.children_of[row.table]) {
            const Follow follow = plan_.reference(id).follow;
            if (follow == Follow::always || (follow == Follow::chosen && chosen)) {
                go_down(id, row.row, spot);
            }
        }
    }

    void go_up(ReferenceId id, std::int64_t key, Spot from) {
        const ParentKeyId parent_key = plan_.reference(id).parent_key;
        if (!plan_.parent_key(parent_key).unique && !gone_up_.insert({parent_key, key}).second) {
            return;
        }
        const Relation& parents = plan_.catalog.reference(id).parent;
        for (const KeyUse& holder : twin_.log().holders(parent_key, key)) {
            visit(twin_.row_of(parents, holder.row), false, from, BroughtBy::up,
                  static_cast<std::uint32_t>(id));
        }
    }

    void go_down(ReferenceId id, RowId parent, Spot from) {
        const ReferencePlan& reference = plan_.reference(id);
        const ParentKey& key = plan_.parent_key(reference.parent_key);
        const Relation& children = plan_.catalog.reference(id).child;
        const bool chosen = from % 2 == 1;
        const auto go = [&](RowId row) {
            visit(twin_.row_of(children, row), chosen, from, BroughtBy::down,
                  static_cast<std::uint32_t>(id));
        };
        if (reference.by_parent_row) {
            for (const SelectedPair& pair : twin_.log().selected_for(id, parent)) {
                go(pair.child);
            }
            return;
        }
        for (const KeyUse& use : twin_.log().keys_of(key.id, parent)) {
            if (key.unique || gone_down_.insert({id, {use.key, chosen}}).second) {
                for (const KeyUse& selected : twin_.log().selected_by(id, use.key)) {
                    go(selected.row);
                }
            }
        }
    }

    void go_up_from_streamed() {
        for (const ReferencePlan& each : plan_.references) {
            for (const std::int64_t key : twin_.log().whole_keys(each.reference)) {
                go_up(each.reference, key, nowhere);
            }
        }
    }

    [[nodiscard]] std::vector<ChainStep> trace(Spot goal) const {
        std::vector<ChainStep> steps;
        for (Spot spot = goal; spot != nowhere; spot = visits_[spot].from) {
            const Visit& visit = visits_[spot];
            const RowOf row = row_at(spot);
            steps.push_back({row, twin_.chosen(row), visit.by, visit.subject});
            if (visit.from == nowhere && visit.by == BroughtBy::up) {
                const Reference& reference = plan_.catalog.reference(ReferenceId{visit.subject});
                steps.push_back({{reference.child.table, RowId{}}, false, BroughtBy::whole, 0});
            }
        }
        std::reverse(steps.begin(), steps.end());
        return steps;
    }

    const TwinRows& twin_;
    const RowPlan& plan_;
    IdVector<TableId, std::uint32_t> first_;  // the number of its first row
    std::vector<Visit> visits_;               // by Spot
    std::vector<Spot> next_;
    // A key that several rows may have is followed only once.
    std::set<std::pair<ParentKeyId, std::int64_t>> gone_up_;
    std::set<std::pair<ReferenceId, std::pair<std::int64_t, bool>>> gone_down_;
};

}  // namespace

std::vector<ChainStep> find_shortest_chain(const TwinRows& twin, const RowOf& row) {
    return ChainSearch{twin}.find(row);
}

}  // namespace subset
