#include "report/column_reports.hpp"
#include "report/fit/fit_report.hpp"
#include "report/pace/pace_text.hpp"
#include "report/plan_text.hpp"
#include "report/text_table.hpp"
#include "report/text_width.hpp"
#include "report/written/written_tables.hpp"
#include "subset/printable.hpp"
#include "subset/report.hpp"
#include "util/amounts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

using report::render_bytes;
using report::render_count;
using report::render_counted;
using report::render_duration;

using Rows = std::vector<std::vector<std::string>>;

// Renders what share of the source's table the rows are. The table's row count is an estimate, and
// may be older than the rows.
std::string render_share(const TableReport& table) {
    if (!table.source_rows || *table.source_rows == 0) {
        return "-";
    }
    const auto percent =
        100 * static_cast<double>(table.rows) / static_cast<double>(*table.source_rows);
    if (percent < 1) {
        return "< 1 %";
    }
    return fmt::format("{:.0f} %", std::min(percent, 100.0));
}

bool has_added_rows(const Report& report) {
    return std::any_of(report.tables.begin(), report.tables.end(),
                       [](const TableReport& table) { return table.added.has_value(); });
}

// Renders what became of rows that came beside those of the target.
std::string render_added_tables(const Report& report, std::size_t width) {
    Rows rows;
    AddedRows sum;
    for (const auto& table : report.tables) {
        if (table.rows > 0 && table.added) {
            const AddedRows& each = *table.added;
            sum = {sum.added + each.added, sum.there + each.there, sum.differ + each.differ,
                   sum.updated + each.updated};
            rows.push_back({table.table, render_count(table.rows), render_count(each.added),
                            render_count(each.there), render_count(each.differ),
                            render_count(each.updated)});
        }
    }
    const auto tables = render_counted(rows.size(), "table", "tables");
    return report::render_table(
        {{"table", true}, {"rows"}, {"new"}, {"there"}, {"differ"}, {"updated"}}, std::move(rows),
        {tables, render_count(report.rows), render_count(sum.added), render_count(sum.there),
         render_count(sum.differ), render_count(sum.updated)},
        width);
}

std::string render_tables(const Report& report, std::size_t width) {
    const bool is_plan = report.command == "plan";
    Rows rows;
    std::uint64_t chosen = 0;
    double seconds = 0;
    for (const auto& table : report.tables) {
        chosen += table.chosen;
        seconds += table.seconds;
        if (table.rows > 0) {
            rows.push_back(
                {table.table, render_count(table.rows), render_count(table.chosen),
                 is_plan ? render_share(table) : render_bytes(table.bytes),
                 is_plan ? render_bytes(table.bytes) : fmt::format("{:.2f}", table.seconds)});
        }
    }
    const auto tables = render_counted(rows.size(), "table", "tables");
    std::vector<std::string> total{
        tables, render_count(report.rows), render_count(chosen),
        is_plan ? "" : render_bytes(report.bytes),
        is_plan ? render_bytes(report.bytes) : fmt::format("{:.2f}", seconds)};
    return report::render_table({{"table", true},
                                 {"rows"},
                                 {"chosen"},
                                 {is_plan ? "share" : "bytes"},
                                 {is_plan ? "bytes" : "seconds"}},
                                std::move(rows), std::move(total), width);
}

std::string render_empty_tables(const Report& report, std::size_t width) {
    const auto count = [&](bool kept) {
        return static_cast<std::uint64_t>(std::count_if(
            report.tables.begin(), report.tables.end(), [&](const TableReport& table) {
                return table.rows == 0 && table.rule != "absent" && (table.rule == "keep") == kept;
            }));
    };
    std::string text;
    if (const std::uint64_t empty = count(false); empty > 0) {
        text += report::wrap(
            render_counted(empty, "other table has", "other tables have") + " no rows.", width);
    }
    if (const std::uint64_t kept = count(true); kept > 0) {
        text += report::wrap(
            render_counted(kept, "table keeps", "tables keep") + " the target's rows.", width);
    }
    return text;
}

std::string render_references(const Report& report, std::size_t width) {
    Rows rows;
    for (const auto& reference : report.references) {
        if (reference.up > 0 || reference.down > 0) {
            rows.push_back({reference.name, reference.table, reference.parent,
                            render_count(reference.up), render_count(reference.down)});
        }
    }
    if (rows.empty()) {
        return {};
    }
    const auto idle = report.references.size() - rows.size();
    auto text =
        "\n" + report::render_table(
                   {{"reference", true}, {"child", true}, {"parent", true}, {"up"}, {"down"}},
                   std::move(rows), {}, width);
    if (idle > 0) {
        text += report::wrap(
            render_counted(idle, "other reference brings", "other references bring") + " no rows.",
            width);
    }
    return text;
}

bool is_short(const std::string& mask) {
    constexpr std::size_t most = 30;
    return mask.size() <= most && mask.find('\n') == std::string::npos;
}

std::string describe(const ColumnReport& column) {
    if (column.mask) {
        return "masked" + (is_short(*column.mask) ? " by " + *column.mask : "");
    }
    return column.state == "kept" ? "kept " + column.reason : column.state;
}

// Renders, table by table, what is done about each column that may hold personal data.
std::string render_columns(const Report& report, std::size_t width) {
    std::vector<std::string> lines;
    std::string table;
    for (const ColumnReport& column : report.columns) {
        if (!report::is_about_persons(column)) {
            continue;
        }
        if (column.table != table) {
            table = column.table;
            lines.push_back(table + ":");
        }
        lines.back() += fmt::format("{} {} {}", lines.back().ends_with(':') ? "" : ";",
                                    column.column, describe(column));
    }
    std::string text;
    for (const std::string& line : lines) {
        text += report::wrap(line + ".", width);
    }
    return text.empty() ? text : "What may be personal in the rows of\n" + text + "\n";
}

std::string render_dangling(const Report& report, std::size_t width) {
    std::string text;
    for (const auto& reference : report.references) {
        if (reference.dangling > 0) {
            text += report::wrap(
                fmt::format("{} of {} {} by {} to a row of {} that does not exist (such as {}).",
                            render_counted(reference.dangling, "row", "rows"), reference.table,
                            reference.dangling == 1 ? "refers" : "refer", reference.name,
                            reference.parent, fmt::join(reference.dangling_keys, ", ")),
                width);
        }
    }
    return text;
}

std::string render_proof(const Report& report, std::size_t width) {
    if (!report.verified) {
        return {};
    }
    return report::wrap(
        fmt::format("{} proven{}.",
                    render_counted(report.proven_references(), "reference", "references"),
                    report.target_database ? " in " + *report.target_database : ""),
        width);
}

std::string render_times(const Report& report, std::size_t width) {
    const auto& seconds = report.seconds;
    auto text =
        fmt::format("{} in {}: catalog {}, closure {}", render_counted(report.rows, "row", "rows"),
                    render_duration(seconds.total), render_duration(seconds.catalog),
                    render_duration(seconds.closure));
    if (report.command != "plan") {
        text += fmt::format(", schema {}, load {}, finish {}", render_duration(seconds.schema),
                            render_duration(seconds.load), render_duration(seconds.finish));
    }
    return report::wrap(text + ".", width);
}

}  // namespace

std::string render_report_text(const Report& report, int width) {
    const auto columns = static_cast<std::size_t>(std::max(width, 20));
    auto text =
        has_added_rows(report) ? render_added_tables(report, columns)
        : report::is_by_difference(report)
            ? report::render_written_tables(report, columns) + render_empty_tables(report, columns)
            : render_tables(report, columns) + render_empty_tables(report, columns);
    if (report.command == "take" && !report.verified) {
        text += "\n" + report::wrap("Nothing was written.", columns);
    } else if (report.command == "plan") {
        text += render_references(report, columns) + "\n";
        text += report::render_fit_text(report, columns);
        text += report::render_load_order(report, columns);
        text += report::render_bringers(report, columns);
        text += report::render_indexes(report, columns);
        text += render_columns(report, columns);
        text += report::wrap(
            report.estimated
                ? "This is an estimate from the source's statistics; without --estimate the rows "
                  "are "
                  "exact. Nothing was written."
                : "Rows are exact; shares and bytes are about right. Nothing was written.",
            columns);
    } else {
        text += "\n" + report::render_fit_text(report, columns) + render_proof(report, columns);
    }
    return printable_lines(text + render_dangling(report, columns) +
                           report::render_pace_text(report, columns) +
                           render_times(report, columns));
}

}  // namespace subset
