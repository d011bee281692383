#include "why/untaken_step.hpp"

#include "plan/config_places.hpp"

#include <fmt/format.h>

#include <optional>

namespace subset {
namespace {

Advice explain_rule(const ReferencePlan& reference, bool condition_holds) {
    const std::string entry = name_child_rule(reference);
    if (!reference.limit || !condition_holds) {
        return {fmt::format("where of {} does not hold", entry),
                "A wider condition would take the row."};
    }
    return {fmt::format("limit = {} of {} takes other rows", *reference.limit, entry),
            "A higher limit, or another order_by, would take the row."};
}

std::optional<std::uint32_t> find_root_of(const TwinRows& twin, const RowOf& row) {
    for (std::uint32_t root = 0; root < twin.plan().roots.size(); ++root) {
        if (twin.named(root, row)) {
            return root;
        }
    }
    return std::nullopt;
}

Advice explain_required(const TwinRows& twin, const UntakenStep& step, const ChainLink& from) {
    const RowPlan& plan = twin.plan();
    const ReferencePlan& reference = plan.reference(step.reference);
    const std::string row = from.table + " " + from.row;
    const std::string always =
        reference.child_rule
            ? fmt::format("follow = \"always\" in {} would have every row of {} bring its children",
                          name_child_rule(reference), from.table)
            : suggest_always(plan.catalog, reference.reference) + " would have every row of " +
                  from.table + " bring its children";
    if (const auto root = find_root_of(twin, step.from)) {
        return {fmt::format("{} is there by {} without children = true", row,
                            name_root(plan.roots[*root])),
                fmt::format("children = true there would have its rows bring their children; {}.",
                            always)};
    }
    if (step.why == WhyUntaken::whole) {
        return {fmt::format("{} is there because its whole table is, by {}, and such rows bring no "
                            "children",
                            row, name_rows_rule(plan, step.from.table)),
                always + "."};
    }
    return {row + " is there only because something references it, and such rows bring no children",
            always + "."};
}

}  // namespace

WhyUntaken find_why_untaken(const TwinRows& twin, const UntakenStep& step) {
    const RowPlan& plan = twin.plan();
    const ReferencePlan& reference = plan.reference(step.reference);
    if (!step.down) {
        return WhyUntaken::cut;
    }
    const Follow follow = configured_follow(reference);
    if (!twin.chosen(step.from) && follow != Follow::always) {
        const bool whole = plan.table(step.from.table).rows == RowsRule::all;
        return whole && !find_root_of(twin, step.from) ? WhyUntaken::whole : WhyUntaken::required;
    }
    return follow == Follow::never ? WhyUntaken::never : WhyUntaken::rule;
}

Advice explain_untaken(const TwinRows& twin, const UntakenStep& step, const ChainLink& from,
                       bool condition_holds) {
    const RowPlan& plan = twin.plan();
    const ReferencePlan& reference = plan.reference(step.reference);
    switch (step.why) {
        case WhyUntaken::cut:
            return {fmt::format("{} keeps {} from being followed up", name_cut(plan, reference),
                                plan.catalog.reference(step.reference).name),
                    "Without that entry every row of the twin would bring the one that it "
                    "references."};
        case WhyUntaken::never:
            return {name_child_rule(reference) + " says follow = \"never\"",
                    "Without that, chosen rows would bring these children."};
        case WhyUntaken::rule:
            return explain_rule(reference, condition_holds);
        case WhyUntaken::required:
        case WhyUntaken::whole:
            break;
    }
    return explain_required(twin, step, from);
}

}  // namespace subset
