#include "why/explain_row.hpp"

#include "plan/config_places.hpp"
#include "source/neighbour_rows.hpp"
#include "source/statements/row_sql.hpp"
#include "source/user_place.hpp"
#include "why/missing_link.hpp"
#include "why/row_texts.hpp"
#include "why/shortest_chain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

namespace subset {
namespace {

// Finds the chain to the row. Only the chosen rows of a table that streams came in, so any other
// row of it is in the twin because the whole table is.
std::vector<ChainStep> find_chain(const TwinRows& twin, const RowOf& row, pg::CopyChannel& reader) {
    if (twin.plan().table(row.table).streamable && !twin.chosen(row)) {
        return {{row, false, BroughtBy::whole, 0}};
    }
    std::vector<ChainStep> steps = find_shortest_chain(twin, row);
    if (steps.front().row.row == RowId{}) {
        const std::array parent{steps[1].row.row};
        const auto pairs =
            read_children_of(twin.plan(), reader, ReferenceId{steps[1].subject}, parent, 1);
        const Reference& reference = twin.plan().catalog.reference(ReferenceId{steps[1].subject});
        steps.front().row = twin.row_of(reference.child, pairs.at(0).child);
        steps.front().chosen = twin.chosen(steps.front().row);
    }
    return steps;
}

// Returns the row that refers to the other one, in a step that comes by a reference.
const RowOf& child_of(const std::vector<ChainStep>& steps, std::size_t index) {
    return steps[steps[index].by == BroughtBy::up ? index - 1 : index].row;
}

ChainLink make_link(const TwinRows& twin, const RowTexts& texts,
                    const std::vector<ChainStep>& steps, std::size_t index) {
    const RowPlan& plan = twin.plan();
    const ChainStep& step = steps[index];
    ChainLink link;
    if (step.by == BroughtBy::root || step.by == BroughtBy::whole) {
        const bool root = step.by == BroughtBy::root;
        link = texts.link(step.row, step.chosen);
        link.by = root ? "root" : "whole table";
        link.rule =
            root ? name_root(plan.roots[step.subject]) : name_rows_rule(plan, step.row.table);
    } else {
        const bool down = step.by == BroughtBy::down;
        link = texts.link(step.row, step.chosen, ReferenceId{step.subject}, child_of(steps, index));
        link.by = down ? "down" : "up";
        link.rule = describe_step(plan, plan.reference(ReferenceId{step.subject}), down);
    }
    if (twin.dropped(step.row)) {
        link.rule += link.rule.empty() ? "" : "; ";
        link.rule += "the row itself was dropped in the end";
    }
    return link;
}

std::vector<ChainLink> make_chain(const TwinRows& twin, const RowOf& row, pg::CopyChannel& reader) {
    const std::vector<ChainStep> steps = find_chain(twin, row, reader);
    RowTexts texts{twin.plan()};
    for (std::size_t index = 0; index < steps.size(); ++index) {
        texts.want(steps[index].row);
        if (index > 0) {
            texts.want(child_of(steps, index), ReferenceId{steps[index].subject});
        }
    }
    texts.read(reader);
    std::vector<ChainLink> chain;
    for (std::size_t index = 0; index < steps.size(); ++index) {
        chain.push_back(make_link(twin, texts, steps, index));
    }
    if (steps.back().by != BroughtBy::whole && twin.plan().table(row.table).rows == RowsRule::all) {
        chain.back().rule += (chain.back().rule.empty() ? "" : "; ") +
                             name_rows_rule(twin.plan(), row.table) + " brings it too";
    }
    return chain;
}

// Explains why a row that came was dropped: names the first of its references that has no row to
// refer to.
std::string explain_drop(const TwinRows& twin, const RowOf& row, pg::CopyChannel& reader) {
    const RowPlan& plan = twin.plan();
    const std::array child{row.row};
    for (const ReferenceId id : plan.graph.parents_of[row.table]) {
        const ReferencePlan& reference = plan.reference(id);
        if (!reference.walked || reference.dangling != Dangling::drop ||
            read_dangling(plan, reader, id, child).empty()) {
            continue;
        }
        RowTexts texts{plan};
        texts.want(row, id);
        texts.read(reader);
        const ChainLink link = texts.link(row, false, id, row);
        return fmt::format(
            "it was dropped: by {} it references a row of {} that does not exist "
            "({} = {})",
            link.reference, plan.catalog.reference(id).parent.name.text(),
            fmt::join(link.columns, ", "), fmt::join(link.key, ", "));
    }
    for (const ReferenceId id : plan.graph.parents_of[row.table]) {
        if (!plan.reference(id).walked) {
            continue;
        }
        for (const RowPair& pair : read_parents_of(plan, reader, id, child)) {
            const RowOf gone = twin.row_of(plan.catalog.reference(id).parent, pair.parent);
            if (twin.dropped(gone)) {
                RowTexts texts{plan};
                texts.want(gone);
                texts.read(reader);
                const ChainLink link = texts.link(gone, false);
                return fmt::format(
                    "it was dropped: by {} it references {} {}, which was dropped "
                    "itself",
                    plan.catalog.reference(id).name, link.table, link.row);
            }
        }
    }
    return "it was dropped, as something that it references does not exist";
}

// What `fit` has left of a root's rows; nothing where it takes all.
std::optional<std::string> explain_fit(const TwinRows& twin, std::uint32_t index) {
    const std::optional<FitOutcome>& fit = twin.closure().fit;
    if (!fit || fit->roots[index].rows == fit->roots[index].of_rows) {
        return std::nullopt;
    }
    return fmt::format("fit in [limits] takes only the first {} of the {} rows of {}",
                       fit->roots[index].rows, fit->roots[index].of_rows,
                       name_root(twin.plan().roots[index]));
}

std::string explain_root(const TwinRows& twin, std::uint32_t index, const RowOf& row,
                         pg::CopyChannel& reader) {
    const RowPlan& plan = twin.plan();
    const RootPlan& root = plan.roots[index];
    const std::string name = name_root(root);
    const std::array ids{row.row};
    const std::optional<std::string> cut_short = explain_fit(twin, index);
    if (!root.query.empty()) {
        return cut_short ? *cut_short : "the query of " + name + " does not return it";
    }
    if (!root.relation.covers(leaf_of(row.row))) {
        return fmt::format("{} takes rows of {} alone", name, root.relation.name.text());
    }
    RootPlan whole = root;
    whole.limit.reset();
    whole.sample.clear();
    bool holds = true;
    if (!root.where.empty()) {
        with_user_place(plan, reader, root, [&] {
            const std::string sql =
                render_root(plan, whole, nullptr, {true, false}) + " WHERE " +
                render_id_condition(plan, plan.catalog.own_rows(row.table), ids);
            holds = !reader.query(sql, pg::Protocol::extended).empty();
        });
    }
    return !holds      ? "where of " + name + " does not hold"
           : cut_short ? *cut_short
           : root.sample.empty()
               ? fmt::format("limit = {} of {} takes other rows", root.limit.value_or(0), name)
               : "the sample of " + name + " takes other rows";
}

// Explains for each root why it does not name the row, or one of the rows that would bring it.
std::vector<std::string> explain_roots(const TwinRows& twin, const RowOf& row,
                                       const std::vector<RowOf>& bringers,
                                       pg::CopyChannel& reader) {
    const RowPlan& plan = twin.plan();
    RowTexts texts{plan};
    for (const RowOf& each : bringers) {
        texts.want(each);
    }
    texts.read(reader);
    std::vector<std::string> reasons;
    for (std::uint32_t root = 0; root < plan.roots.size(); ++root) {
        if (plan.roots[root].names(row.table)) {
            reasons.push_back(explain_root(twin, root, row, reader));
        }
        for (const RowOf& each : bringers) {
            if (plan.roots[root].names(each.table) && plan.roots[root].chosen) {
                const ChainLink link = texts.link(each, false);
                reasons.push_back(fmt::format("{} {} would bring it, but {}", link.table, link.row,
                                              explain_root(twin, root, each, reader)));
            }
        }
    }
    return reasons;
}

}  // namespace

RowExplanation explain_row(const TwinRows& twin, const Asked& asked, pg::CopyChannel& reader) {
    const RowPlan& plan = twin.plan();
    const RowOf row{asked.table, *asked.row};
    RowExplanation explanation;
    RowTexts texts{plan};
    texts.want(row);
    texts.read(reader);
    const ChainLink itself = texts.link(row, false);
    explanation.table = itself.table;
    explanation.row = itself.row;
    explanation.primary_key = itself.primary_key;
    explanation.in_twin = twin.has(row);
    if (explanation.in_twin) {
        explanation.chosen = twin.chosen(row);
        explanation.chain = make_chain(twin, row, reader);
        return explanation;
    }
    if (twin.dropped(row)) {
        explanation.reason = explain_drop(twin, row, reader);
        explanation.hint = "[source] dangling = \"keep\" or \"null\" would leave such rows in.";
        return explanation;
    }
    SearchedLink searched = find_missing_link(twin, row, reader);
    explanation.roots = explain_roots(twin, row, searched.unnamed, reader);
    explanation.missing = std::move(searched.link);
    explanation.reason = std::move(searched.nothing);
    if (!explanation.missing) {
        explanation.hint = fmt::format(
            "A [[root]] with table = \"{}\" and a where that holds for it would bring it.",
            config_name(plan.catalog.table(row.table).name));
    }
    return explanation;
}

}  // namespace subset
