#include "report/graphviz.hpp"
#include "report/page_html.hpp"
#include "subset/error.hpp"
#include "subset/report.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace subset {
namespace {

std::string escape_html(std::string_view text) {
    std::string escaped;
    for (const char each : text) {
        switch (each) {
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '&':
                escaped += "&amp;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            default:
                escaped += each;
        }
    }
    return escaped;
}

// Nothing in a <script> element may look like its end. In JSON a "<" only stands within strings.
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

// From the SVG element on: what stands before is no part of HTML.
std::string render_drawing(const Report& report) {
    try {
        const std::string svg = render_graph_svg(report);
        return svg.substr(svg.find("<svg"));
    } catch (const Error& error) {
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

std::string render_report_html(const Report& report) {
    std::string html;
    std::string_view rest = report::page_html;
    // Each placeholder once, from the front: what is put in is not looked at again.
    const auto fill = [&](std::string_view placeholder, const std::string& text) {
        const auto at = rest.find(placeholder);
        html += rest.substr(0, at);
        html += text;
        rest.remove_prefix(at + placeholder.size());
    };
    fill("@TITLE@", escape_html(render_title(report)));
    fill("@GRAPH@", render_drawing(report));
    fill("@REPORT@", escape_script(render_report_json(report)));
    return html + std::string{rest};
}

}  // namespace subset
