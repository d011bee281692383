#include "report/fit/fit_report.hpp"

#include "report/json_parts.hpp"
#include "report/text_width.hpp"
#include "util/amounts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>
#include <vector>

namespace subset::report {
namespace {

constexpr std::size_t most_references = 5;

void add_brought(const Catalog& catalog, const IdVector<ReferenceId, BroughtRows>& brought,
                 const std::string& direction, std::vector<FitReport::Reference>& references) {
    for (const ReferenceId id : brought.ids()) {
        if (brought[id].rows > 0) {
            const Reference& reference = catalog.reference(id);
            references.push_back({.reference = reference.name,
                                  .table = reference.child.name.text(),
                                  .parent = reference.parent.name.text(),
                                  .direction = direction,
                                  .rows = brought[id].rows,
                                  .bytes = brought[id].bytes});
        }
    }
}

// Enough digits to tell one step from the next.
std::string render_fraction(double fraction) {
    return fraction == 1 ? "all" : fmt::format("the first {:.4g} %", fraction * 100);
}

std::string render_price(const FitReport::Root& root) {
    if (!root.next_bytes) {
        return {};
    }
    return fmt::format("; the next one would bring {}{}", root.more ? "more than " : "",
                       render_bytes(*root.next_bytes));
}

}  // namespace

std::optional<FitReport> make_fit_report(const RowPlan& plan, const Closure& closure) {
    if (!closure.fit) {
        return std::nullopt;
    }
    const FitOutcome& fit = *closure.fit;
    FitReport report{.bytes = fit.wish,
                     .fraction = fit.fraction,
                     .size = fit.bytes,
                     .base = fit.base_bytes,
                     .real_size = {},
                     .next = {},
                     .references = {},
                     .tables = {}};
    for (std::size_t root = 0; root < fit.roots.size(); ++root) {
        report.next.push_back({.table = plan.roots[root].relation.name.text(),
                               .place = plan.roots[root].rule.place.text(),
                               .rows = fit.roots[root].rows,
                               .of_rows = fit.roots[root].of_rows,
                               .next_bytes = fit.roots[root].next_bytes,
                               .more = fit.roots[root].more});
    }
    for (const TableId table : fit.leaf_bytes.ids()) {
        const auto& leaves = fit.leaf_bytes[table];
        if (!leaves.empty()) {
            report.tables.push_back(
                {.table = plan.catalog.table(table).name.text(),
                 .bytes = std::accumulate(leaves.begin(), leaves.end(), std::uint64_t{0})});
        }
    }
    add_brought(plan.catalog, fit.brought.up, "up", report.references);
    add_brought(plan.catalog, fit.brought.down, "down", report.references);
    std::sort(report.references.begin(), report.references.end(),
              [](const auto& left, const auto& right) {
                  return std::tie(right.bytes, left.table, left.reference, left.direction) <
                         std::tie(left.bytes, right.table, right.reference, right.direction);
              });
    if (report.references.size() > most_references) {
        report.references.resize(most_references);
    }
    return report;
}

std::string render_fit_text(const Report& report, std::size_t width) {
    if (!report.fit) {
        return {};
    }
    const FitReport& fit = *report.fit;
    std::string text = wrap(
        fmt::format("Fit: {} of {} {}, {} of each root's rows. Empty schema and whole tables: {}.",
                    render_bytes(fit.real_size.value_or(fit.size)), render_bytes(fit.bytes),
                    fit.real_size ? "on the target's disk" : "by the source's sizes",
                    render_fraction(fit.fraction), render_bytes(fit.base)),
        width);
    for (const FitReport::Root& root : fit.next) {
        text += wrap(
            fmt::format("    {} ({}): {} of {} rows{}.", root.table, root.place,
                        render_count(root.rows), render_count(root.of_rows), render_price(root)),
            width);
    }
    if (!fit.references.empty()) {
        text += wrap("What took the most:", width);
    }
    for (const FitReport::Reference& each : fit.references) {
        const bool down = each.direction == "down";
        text += wrap(fmt::format("    {}, {}: {} of {}, {}.", each.reference, each.direction,
                                 render_counted(each.rows, "row", "rows"),
                                 down ? each.table : each.parent, render_bytes(each.bytes)),
                     width);
    }
    return text + "\n";
}

std::string render_fit_json(const Report& report) {
    const FitReport& fit = *report.fit;
    const auto optional = [](const std::optional<std::uint64_t>& number) {
        return number ? std::to_string(*number) : "null";
    };
    const std::string next = render_json_array(fit.next, [&](const FitReport::Root& root) {
        return fmt::format(
            R"({{"table":{},"place":{},"rows":{},"of_rows":{},"bytes":{},"more":{}}})",
            render_json_string(root.table), render_json_string(root.place), root.rows, root.of_rows,
            optional(root.next_bytes), root.more);
    });
    const std::string references =
        render_json_array(fit.references, [](const FitReport::Reference& each) {
            return fmt::format(
                R"({{"reference":{},"table":{},"parent":{},"direction":{},"rows":{},"bytes":{}}})",
                render_json_string(each.reference), render_json_string(each.table),
                render_json_string(each.parent), render_json_string(each.direction), each.rows,
                each.bytes);
        });
    const std::string tables = render_json_array(fit.tables, [](const FitReport::Table& table) {
        return fmt::format(R"({{"table":{},"bytes":{}}})", render_json_string(table.table),
                           table.bytes);
    });
    return fmt::format(R"({{"bytes":{},"fraction":{:.17g},"size":{},"base":{},"real_size":{},)"
                       R"("next":{},"references":{},"tables":{}}})",
                       fit.bytes, fit.fraction, fit.size, fit.base, optional(fit.real_size), next,
                       references, tables);
}

}  // namespace subset::report
