#include "report/column_reports.hpp"
#include "report/escape.hpp"
#include "report/json_parts.hpp"
#include "report/page_html.hpp"
#include "subset/error.hpp"
#include "subset/report.hpp"

#include <fmt/format.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace subset {
namespace {

using report::escape_html;

// Nothing in a <script> element may look like its end. In JSON a "<" can only be inside a string.
std::string escape_script(std::string_view json) {
    std::string escaped;
    for (const char each : json) {
        if (each == '<') {
            escaped += "\\u003c";
        } else {
            escaped += each;
        }
    }
    return escaped;
}

// Renders the report as JSON, and adds what the report leaves out because it differs between runs
// of the same config: the time, how long each reference took, and what the source's statistics say
// of each table; and the names of all columns, for the search.
std::string render_page_json(const Report& report, std::string_view since) {
    // The page shows the columns about which somebody decided, or should.
    Report shown = report;
    std::erase_if(shown.columns,
                  [](const ColumnReport& column) { return !report::is_about_persons(column); });
    std::map<std::string_view, std::vector<std::string>> names;  // of all columns, by table
    for (const ColumnReport& column : report.columns) {
        names[column.table].push_back(column.column);
    }
    std::string json = render_report_json(shown);
    json.erase(json.rfind('}'));
    json += fmt::format(",\"snapshot_time\":{},", report::render_json_string(report.snapshot_time));
    json += "\"reference_seconds\":" +
            report::render_json_array(report.references, [](const ReferenceReport& each) {
                return report::render_json_seconds(each.seconds);
            });
    json += ",\"source_tables\":" +
            report::render_json_array(report.tables, [](const TableReport& each) {
                return fmt::format("[{},{}]",
                                   each.source_rows ? std::to_string(*each.source_rows) : "null",
                                   each.source_bytes);
            });
    json += ",\"column_names\":" +
            report::render_json_array(report.tables, [&](const TableReport& each) {
                return report::render_json_strings(names[each.table]);
            });
    if (!since.empty()) {
        // It goes as a text, so that the page opens whatever it is.
        json += ",\"since\":" + report::render_json_string(since);
    }
    return json + "}\n";
}

// Only the SVG element is taken: what stands before it is no part of HTML.
std::string render_drawing(const Report& report, const Cancellation& cancellation) {
    try {
        const std::string svg = render_graph_svg(report, cancellation);
        return svg.substr(svg.find("<svg"));
    } catch (const Error& error) {
        cancellation.check();
        return fmt::format("<p class=\"no-graph\">No drawing: {}. {}</p>",
                           escape_html(error.what()), escape_html(error.hint()));
    }
}

std::string render_title(const Report& report) {
    if (report.command == "run") {
        return fmt::format("Twin of {}{}", report.source_database,
                           report.target_database ? " in " + *report.target_database : "");
    }
    return fmt::format("{} of a twin of {}", report.estimated ? "Estimate" : "Plan",
                       report.source_database);
}

}  // namespace

std::string render_report_html(const Report& report, const Cancellation& cancellation,
                               std::string_view since) {
    std::string page;
    for (const std::string_view piece : report::page_html) {
        page += piece;
    }
    std::string html;
    std::string_view rest = page;
    // Each placeholder is filled once, from the front, so that what is put in is not searched
    // again.
    const auto fill = [&](std::string_view placeholder, const std::string& text) {
        const auto at = rest.find(placeholder);
        html += rest.substr(0, at);
        html += text;
        rest.remove_prefix(at + placeholder.size());
    };
    fill("@TITLE@", escape_html(render_title(report)));
    fill("@GRAPH@", render_drawing(report, cancellation));
    fill("@REPORT@", escape_script(render_page_json(report, since)));
    return html + std::string{rest};
}

}  // namespace subset
