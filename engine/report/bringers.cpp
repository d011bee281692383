#include "report/bringers.hpp"

#include "catalog/written/fixed_columns.hpp"
#include "config/toml/toml_text.hpp"
#include "pg/quote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace subset::report {
namespace {

using config::render_list;
using config::render_string;

// Whether several [[reference]] entries with conditions of their own have the same tables and
// columns.
bool is_ambiguous(const Catalog& catalog, const Reference& reference) {
    return std::count_if(catalog.references.begin(), catalog.references.end(),
                         [&](const Reference& each) {
                             return each.child.oid == reference.child.oid &&
                                    each.parent.oid == reference.parent.oid &&
                                    each.child_columns == reference.child_columns;
                         }) > 1;
}

// Renders the lines of [[child]] and [[cut]] that say which reference is meant. Renders nothing
// where a config cannot spell it.
std::string render_pointer(const Catalog& catalog, const Reference& reference) {
    const auto table = config::find_table_name(reference.child.name);
    const auto parent = config::find_table_name(reference.parent.name);
    if (!table || !parent) {
        return {};
    }
    const std::string lines =
        fmt::format("table = {}\nparent = {}\n", render_string(*table), render_string(*parent));
    const bool by_name = !reference.by_columns() || is_ambiguous(catalog, reference);
    if (by_name) {
        return lines + fmt::format("name = {}\n", render_string(reference.name));
    }
    const std::vector<std::string> columns =
        catalog.table(reference.child.table).names_of(reference.child_columns);
    const bool spelled = std::all_of(columns.begin(), columns.end(), [](const std::string& name) {
        return config::can_name_column(name);
    });
    return spelled ? lines + fmt::format("columns = {}\n", render_list(columns)) : "";
}

// Advises half of what a parent row brings on average, or half of the present limit. Where that is
// less than one row, it advises to bring none.
std::string advise_limit(const RowPlan& plan, const Closure& closure, const ReferencePlan& each) {
    const Reference& reference = plan.catalog.reference(each.reference);
    const ReferenceCounts& counts = closure.references[each.reference];
    const std::uint64_t average = counts.down / std::max<std::uint64_t>(1, counts.asked);
    const std::uint64_t limit = std::min(average, each.limit.value_or(average)) / 2;
    const std::string line =
        limit == 0 ? "follow = \"never\"\n" : fmt::format("limit = {}\n", limit);
    if (each.child_rule) {
        return fmt::format("# in the [[child]] at {}\n{}", each.child_rule->place.text(), line);
    }
    const std::string pointer = render_pointer(plan.catalog, reference);
    return pointer.empty() ? "" : "[[child]]\n" + pointer + line;
}

std::string advise_cut(const Plan& plan, const ReferencePlan& each) {
    const Reference& reference = plan.catalog.reference(each.reference);
    // Where no column may be NULL, nothing can be cut.
    if (!reference.by_columns() || !each.can_be_null()) {
        return {};
    }
    for (const TableId id : reference.child.tables()) {
        const Table& child = plan.catalog.table(id);
        const std::vector<OutputColumn>& output = plan.output(id).columns;
        for (const std::uint16_t place : plan.output(each.reference).nulled_in(id)) {
            // No row comes into a table without output.
            const auto column =
                output.empty() ? std::nullopt : child.column_named(output.at(place).name);
            if (column && !child.columns[*column].checks.empty()) {
                return {};  // the check may refuse the row then
            }
        }
    }
    const std::string pointer = render_pointer(plan.catalog, reference);
    return pointer.empty() ? "" : "[[cut]]\n" + pointer;
}

}  // namespace

std::vector<BringerReport> make_bringers(const Plan& plan, const Closure& closure) {
    constexpr std::size_t most = 3;
    std::vector<BringerReport> bringers;
    for (const ReferencePlan& each : plan.references) {
        const Reference& reference = plan.catalog.reference(each.reference);
        const ReferenceCounts& counts = closure.references[each.reference];
        // The children that a reference brought down refer up by the same reference, to rows that
        // were there already.
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
    std::sort(bringers.begin(), bringers.end(),
              [](const BringerReport& left, const BringerReport& right) {
                  return std::tie(right.edges, left.table, left.reference, left.direction) <
                         std::tie(left.edges, right.table, right.reference, right.direction);
              });
    bringers.resize(std::min(bringers.size(), most));
    return bringers;
}

std::optional<std::string> make_index_advice(const RowPlan& plan, const Closure& closure,
                                             const Reference& reference) {
    const Table& child = plan.catalog.table(reference.child.table);
    if (closure.references.empty() || plan.reference(reference.id).child_indexed ||
        closure.references[reference.id].asked == 0 || !reference.by_columns()) {
        return std::nullopt;
    }
    std::string columns;
    ColumnList all = find_fixed_columns(child, reference.when);
    all.insert(all.end(), reference.child_columns.begin(), reference.child_columns.end());
    if (reference.elements) {
        all = {reference.child_columns[reference.elements->pair]};
    }
    for (const std::string& column : child.names_of(all)) {
        columns += (columns.empty() ? "" : ", ") + pg::quote_identifier(column);
    }
    // The index is for production (manual, CREATE INDEX: CONCURRENTLY not for partitioned tables).
    const bool plain = child.kind == TableKind::plain || !reference.child.whole;
    return fmt::format("CREATE INDEX {}ON {} {}({})", plain ? "CONCURRENTLY " : "",
                       pg::quote_name(reference.child.name), reference.elements ? "USING gin " : "",
                       columns);
}

}  // namespace subset::report
