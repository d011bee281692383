#include "report/bringers.hpp"

#include "config/toml_text.hpp"
#include "pg/quote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace subset::report {
namespace {

using config::render_list;
using config::render_string;

// A name that a config cannot spell is given as people write it.
std::string render_table(const QualifiedName& name) {
    return render_string(config::find_table_name(name).value_or(name.text()));
}

// The lines of [[child]] and [[cut]] that say which reference is meant.
std::string render_pointer(const Catalog& catalog, const Reference& reference) {
    std::string lines = fmt::format("table = {}\nparent = {}\n", render_table(reference.child.name),
                                    render_table(reference.parent.name));
    if (!reference.by_columns()) {
        return lines + fmt::format("name = {}\n", render_string(reference.name));
    }
    const Table& child = catalog.table(reference.child.table);
    return lines +
           fmt::format("columns = {}\n", render_list(child.names_of(reference.child_columns)));
}

// Half of what a parent row brings on average.
std::string advise_limit(const Plan& plan, const Closure& closure, const ReferencePlan& each) {
    const Reference& reference = plan.catalog.reference(each.reference);
    const ReferenceCounts& counts = closure.references[index_of(each.reference)];
    const std::uint64_t limit =
        std::max<std::uint64_t>(1, counts.down / std::max<std::uint64_t>(1, counts.asked) / 2);
    if (each.child_rule) {
        return fmt::format("# in the [[child]] at {}\nlimit = {}\n",
                           plan.config.children[*each.child_rule].place.text(), limit);
    }
    return fmt::format("[[child]]\n{}limit = {}\n", render_pointer(plan.catalog, reference), limit);
}

std::string advise_cut(const Plan& plan, const ReferencePlan& each) {
    const Reference& reference = plan.catalog.reference(each.reference);
    // Where no column may be NULL there is nothing to cut.
    const bool possible = reference.by_columns() && !each.null_outputs.empty();
    return possible ? fmt::format("[[cut]]\n{}", render_pointer(plan.catalog, reference)) : "";
}

}  // namespace

std::vector<BringerReport> make_bringers(const Plan& plan, const Closure& closure) {
    constexpr std::size_t most = 3;
    std::vector<BringerReport> bringers;
    for (const ReferencePlan& each : plan.references) {
        const Reference& reference = plan.catalog.reference(each.reference);
        const ReferenceCounts& counts = closure.references[index_of(each.reference)];
        // The children that a reference brought down refer up by it, to rows that were there.
        const std::uint64_t up = counts.up - std::min(counts.up, counts.down);
        const bool parent_comes_anyway = plan.table(reference.parent.table).rows == RowsRule::all;
        const auto add = [&](const char* direction, std::uint64_t edges, std::string advice) {
            bringers.push_back({reference.name, reference.child.name.text(),
                                reference.parent.name.text(), direction, edges, std::move(advice)});
        };
        if (counts.down > 0) {
            add("down", counts.down, advise_limit(plan, closure, each));
        }
        if (up > 0 && !parent_comes_anyway) {
            add("up", up, advise_cut(plan, each));
        }
    }
    std::stable_sort(bringers.begin(), bringers.end(),
                     [](const BringerReport& left, const BringerReport& right) {
                         return left.edges > right.edges;
                     });
    bringers.resize(std::min(bringers.size(), most));
    return bringers;
}

std::optional<std::string> make_index_advice(const Plan& plan, const Closure& closure,
                                             const Reference& reference) {
    const Table& child = plan.catalog.table(reference.child.table);
    if (closure.references.empty() || plan.reference(reference.id).child_indexed ||
        closure.references[index_of(reference.id)].asked == 0 || !reference.by_columns()) {
        return std::nullopt;
    }
    std::string columns;
    for (const std::string& column : child.names_of(reference.child_columns)) {
        columns += (columns.empty() ? "" : ", ") + pg::quote_identifier(column);
    }
    // CONCURRENTLY, as it is production's (manual, CREATE INDEX: not for partitioned tables).
    const bool plain = child.kind == TableKind::plain || !reference.child.whole;
    return fmt::format("CREATE INDEX {}ON {} ({})", plain ? "CONCURRENTLY " : "",
                       pg::quote_name(reference.child.name), columns);
}

}  // namespace subset::report
