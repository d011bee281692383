#include "report/escape.hpp"
#include "report/plan_text.hpp"
#include "subset/printable.hpp"
#include "subset/report.hpp"
#include "util/amounts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace subset {
namespace {

using report::escape_markdown;
using report::render_bytes;
using report::render_count;
using report::render_counted;
using report::render_duration;

// In lines that begin with four spaces, no character means anything.
std::string render_block(std::string_view lines) {
    return "\n" + report::indent(printable_lines(lines)) + "\n";
}

std::string render_order(const Report& report) {
    std::string order;
    for (const TableReport* const table : report::order_of_loading(report)) {
        order += (order.empty() ? "" : ", ") + escape_markdown(table->table);
    }
    return fmt::format("Order of loading: {}.\n\n", order);
}

// Renders what a plan tells besides its table.
std::string render_plan_details(const Report& report) {
    std::string text = render_order(report);
    for (const BringerReport& each : report.bringers) {
        text += fmt::format(
            "{} brought much, {}: {} between {} and {}.{}", escape_markdown(each.reference),
            each.direction, render_counted(each.edges, "pair of rows", "pairs of rows"),
            escape_markdown(each.table), escape_markdown(each.parent),
            each.advice.empty() ? "\n\n" : " Less would come by\n" + render_block(each.advice));
    }
    std::set<std::string> told;  // one index serves all references with the same columns
    for (const ReferenceReport& reference : report.references) {
        if (reference.index && told.insert(*reference.index).second) {
            text += fmt::format(
                "No index serves {}{}:\n{}", escape_markdown(reference.name),
                report.estimated ? "" : ", which took " + render_duration(reference.seconds),
                render_block(*reference.index + ";"));
        }
    }
    return text;
}

}  // namespace

std::string render_report_markdown(const Report& report) {
    const auto tables = std::count_if(report.tables.begin(), report.tables.end(),
                                      [](const TableReport& table) { return table.rows > 0; });
    std::string text = fmt::format(
        "### {} of {}{}\n\n| table | rows | chosen | bytes |\n|:--|--:|--:|--:|\n",
        report.estimated           ? "Estimate of a twin"
        : report.command == "plan" ? "Plan of a twin"
                                   : "Twin",
        escape_markdown(report.source_database),
        report.target_database ? " in " + escape_markdown(*report.target_database) : "");
    for (const TableReport& table : report.tables) {
        if (table.rows > 0) {
            text += fmt::format("| {} | {} | {} | {} |\n", escape_markdown(table.table),
                                render_count(table.rows), render_count(table.chosen),
                                render_bytes(table.bytes));
        }
    }
    text += fmt::format("| **{}** | **{}** | | **{}** |\n\n",
                        render_counted(static_cast<std::uint64_t>(tables), "table", "tables"),
                        render_count(report.rows), render_bytes(report.bytes));
    if (report.command == "plan") {
        text += render_plan_details(report);
    }
    for (const std::string& note : report.notes) {
        text += fmt::format("- {}\n", escape_markdown(note));
    }
    text += report.notes.empty() ? "" : "\n";
    if (report.verified) {
        text +=
            render_counted(report.proven_references(), "reference", "references") + " proven, in ";
    } else {
        text += "In ";
    }
    return text + render_duration(report.seconds.total) + ".\n";
}

}  // namespace subset
