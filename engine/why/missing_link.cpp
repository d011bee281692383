#include "why/missing_link.hpp"

#include "plan/config_places.hpp"
#include "source/neighbour_rows.hpp"
#include "why/row_texts.hpp"
#include "why/untaken_step.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <vector>

namespace subset {
namespace {

constexpr int most_references = 6;  // from the row outward
constexpr std::size_t most_rows_met = 2'000;
constexpr std::uint64_t most_children = 5;  // of each row
constexpr std::size_t most_unnamed = 3;

class OutwardSearch {
public:
    OutwardSearch(const TwinRows& twin, pg::CopyChannel& reader)
        : twin_{twin}, plan_{twin.plan()}, reader_{reader} {}

    // Returns the best untaken step, or nothing where none was found.
    std::optional<UntakenStep> search(const RowOf& row) {
        towards_[row] = std::nullopt;
        std::vector<RowOf> level{row};
        std::optional<UntakenStep> best;
        for (int distance = 0; distance < most_references && !level.empty(); ++distance) {
            next_.clear();
            found_.clear();
            look_around(level, !best);
            const auto nearest = std::min_element(found_.begin(), found_.end(), is_better);
            if (nearest != found_.end() && (!best || is_by_entry(*nearest))) {
                best = *nearest;
            }
            if (best && is_by_entry(*best)) {
                return best;
            }
            std::sort(next_.begin(), next_.end());
            note_unnamed();
            level = next_;
        }
        complete_ = complete_ && level.empty();
        return best;
    }

    // Returns the step from this row towards the row that was asked for, or nothing for that row
    // itself.
    [[nodiscard]] const std::optional<UntakenStep>& towards(const RowOf& row) const {
        return towards_.at(row);
    }

    [[nodiscard]] const std::vector<RowOf>& unnamed() const noexcept { return unnamed_; }

    [[nodiscard]] std::string describe_extent() const {
        if (complete_) {
            return "no row of the twin is connected with it by references";
        }
        return towards_.size() >= most_rows_met
                   ? fmt::format("none of the {} rows nearest to it is in the twin",
                                 towards_.size())
                   : fmt::format("no row of the twin is within {} references of it",
                                 most_references);
    }

private:
    static bool is_by_entry(const UntakenStep& step) { return step.why < WhyUntaken::required; }

    static bool is_better(const UntakenStep& left, const UntakenStep& right) {
        const auto rank = [](const UntakenStep& step) {
            return std::tuple{std::max(step.why, WhyUntaken::rule), step.reference, !step.down,
                              step.from, step.to};
        };
        return rank(left) < rank(right);
    }

    void look_around(const std::vector<RowOf>& level, bool children_too) {
        for (auto first = level.begin(); first != level.end();) {
            const auto last = std::find_if(
                first, level.end(), [&](const RowOf& each) { return each.table != first->table; });
            std::vector<RowId> rows;
            std::transform(first, last, std::back_inserter(rows),
                           [](const RowOf& each) { return each.row; });
            look_around(first->table, rows, children_too);
            first = last;
        }
    }

    void look_around(TableId table, const std::vector<RowId>& rows, bool children_too) {
        for (const ReferenceId id : plan_.graph.parents_of[table]) {
            const Relation& parents = plan_.catalog.reference(id).parent;
            if (can_pass(id, parents)) {
                for (const RowPair& pair : read_parents_of(plan_, reader_, id, rows)) {
                    meet(twin_.row_of(parents, pair.parent), {table, pair.child}, id, true);
                }
            }
        }
        for (const ReferenceId id : plan_.graph.children_of[table]) {
            const Relation& children = plan_.catalog.reference(id).child;
            if (children_too && can_pass(id, children)) {
                for (const RowPair& pair :
                     read_children_of(plan_, reader_, id, rows, most_children)) {
                    meet(twin_.row_of(children, pair.child), {table, pair.parent}, id, false);
                }
            }
        }
    }

    [[nodiscard]] bool can_pass(ReferenceId id, const Relation& others) const {
        const std::vector<TableId> tables = others.tables();
        return !plan_.catalog.reference(id).period &&
               std::all_of(tables.begin(), tables.end(), [&](TableId other) {
                   return !takes_no_rows(plan_.table(other).rows) &&
                          can_be_read(plan_.catalog.table(other));
               });
    }

    void meet(const RowOf& from, const RowOf& to, ReferenceId reference, bool down) {
        UntakenStep step{from, to, reference, down, WhyUntaken::cut};
        if (twin_.has(from)) {
            step.why = find_why_untaken(twin_, step);
            found_.push_back(step);
        } else if (towards_.size() >= most_rows_met) {
            complete_ = false;
        } else if (!twin_.dropped(from) && towards_.try_emplace(from, step).second) {
            next_.push_back(from);
        }
    }

    // Notes such rows among those that were met last.
    void note_unnamed() {
        for (const RowOf& row : unnamed_.empty() ? next_ : std::vector<RowOf>{}) {
            const bool rooted = std::any_of(
                plan_.roots.begin(), plan_.roots.end(),
                [&](const RootPlan& root) { return root.chosen && root.names(row.table); });
            if (rooted && unnamed_.size() < most_unnamed && leads_down(row)) {
                unnamed_.push_back(row);
            }
        }
    }

    // Whether the row that was asked for would come from this one if this one were chosen.
    [[nodiscard]] bool leads_down(const RowOf& row) const {
        for (const auto* step = &towards_.at(row); *step; step = &towards_.at((*step)->to)) {
            if (!(*step)->down ||
                configured_follow(plan_.reference((*step)->reference)) == Follow::never) {
                return false;
            }
        }
        return true;
    }

    const TwinRows& twin_;
    const RowPlan& plan_;
    pg::CopyChannel& reader_;
    std::map<RowOf, std::optional<UntakenStep>> towards_;
    std::vector<RowOf> next_;
    std::vector<UntakenStep> found_;
    std::vector<RowOf> unnamed_;
    bool complete_ = true;
};

// Only the server knows, and it is asked only where the answer tells the condition from the limit.
bool has_condition_met(const RowPlan& plan, const UntakenStep& step, pg::CopyChannel& reader) {
    const ReferencePlan& reference = plan.reference(step.reference);
    if (step.why != WhyUntaken::rule || !reference.limit || reference.where.empty()) {
        return true;
    }
    const std::array child{step.to.row};
    const auto pairs = read_parents_of(plan, reader, step.reference, child, reference.where);
    return std::any_of(pairs.begin(), pairs.end(),
                       [&](const RowPair& pair) { return pair.parent == step.from.row; });
}

}  // namespace

SearchedLink find_missing_link(const TwinRows& twin, const RowOf& row, pg::CopyChannel& reader) {
    OutwardSearch search{twin, reader};
    const std::optional<UntakenStep> found = search.search(row);
    if (!found) {
        return {std::nullopt, search.describe_extent(), search.unnamed()};
    }
    std::vector<UntakenStep> steps{*found};
    while (const auto& next = search.towards(steps.back().to)) {
        steps.push_back(*next);
    }
    RowTexts texts{twin.plan()};
    texts.want(found->from);
    for (const UntakenStep& step : steps) {
        texts.want(step.to);
        texts.want(step.down ? step.to : step.from, step.reference);
    }
    texts.read(reader);
    MissingLink link;
    link.from = texts.link(found->from, twin.chosen(found->from));
    for (const UntakenStep& step : steps) {
        link.rest.push_back(
            texts.link(step.to, false, step.reference, step.down ? step.to : step.from));
        link.rest.back().by = step.down ? "down" : "up";
    }
    link.to = link.rest.front();
    const Advice advice =
        explain_untaken(twin, *found, link.from, has_condition_met(twin.plan(), *found, reader));
    link.reason = advice.reason;
    link.hint = advice.hint;
    return {std::move(link), {}, search.unnamed()};
}

}  // namespace subset
