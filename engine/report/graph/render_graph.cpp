#include "report/graph/graph_parts.hpp"
#include "report/graph/graphviz.hpp"
#include "subset/printable.hpp"
#include "subset/report.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace subset {
namespace {

using report::describe;
using report::describe_rows;
using report::goes_down;
using report::GraphParts;

// These are the colours of the light theme; a page overrides them by its classes.
constexpr std::string_view cycle_colour = "#b42318";
constexpr std::string_view chosen_colour = "#dbeafe";
constexpr std::string_view whole_colour = "#dcfce7";
constexpr std::string_view empty_colour = "#e5e7eb";

// In a string of the DOT language, a backslash begins an escape, as in \n, and "&" begins an entity
// of HTML (Graphviz, "escString" and "Character encodings").
std::string quote_dot(std::string_view text) {
    std::string quoted = "\"";
    for (const char each : printable(text)) {
        if (each == '"' || each == '\\') {
            quoted += '\\';
        }
        quoted += each;
        quoted += each == '&' ? "amp;" : "";
    }
    return quoted + '"';
}

// Renders two lines; the break between them is DOT's own escape.
std::string label_dot(std::string_view first, std::string_view second) {
    std::string label = quote_dot(first);
    label.pop_back();
    return label + "\\n" + quote_dot(second).substr(1);
}

std::string classes_of(const TableReport& table) {
    std::string classes = "table";
    classes += table.root ? " root" : "";
    classes += table.chosen > 0 ? " chosen" : "";
    classes += table.rule == "closure" ? "" : " " + table.rule;
    classes += table.cycle > 0 ? " cycle" : "";
    return classes;
}

std::string classes_of(const ReferenceReport& reference) {
    std::string classes = "reference";
    classes += reference.cut ? " cut" : "";
    classes += reference.in_cycle ? " cycle" : "";
    classes += reference.declared ? "" : " written";
    return classes;
}

std::string_view fill_of(const TableReport& table) {
    return table.takes_no_rows() ? empty_colour
           : table.rule == "all" ? whole_colour
           : table.chosen > 0    ? chosen_colour
                                 : "white";
}

// Quotes would end a label, "#" begins an entity (Mermaid, "Entity codes to escape characters"),
// "$$" begins a formula, and "fa:" begins an icon.
std::string escape_mermaid(std::string_view text) {
    constexpr std::string_view special = "\"#<>&;`\\[]{}()|$:";
    std::string escaped;
    for (const char each : printable(text)) {
        if (special.find(each) != std::string_view::npos) {
            escaped += fmt::format("#{};", static_cast<unsigned>(static_cast<unsigned char>(each)));
        } else {
            escaped += each;
        }
    }
    return escaped;
}

}  // namespace

std::string render_graph_dot(const Report& report, bool all) {
    const GraphParts parts = report::choose_parts(report, all);
    std::string dot = fmt::format(
        "digraph {} {{\n"
        "  rankdir=RL; bgcolor=\"transparent\"; nodesep=0.22; ranksep=0.7; nslimit=2; "
        "mclimit=0.5;\n"
        "  node [shape=box, style=\"filled,rounded\", fontname=\"Helvetica\", fontsize=11, "
        "color=\"#64748b\", margin=\"0.14,0.07\"];\n"
        "  edge [color=\"#64748b\", arrowsize=0.7];\n",
        quote_dot(report.source_database));
    for (const std::size_t place : parts.tables) {
        const TableReport& table = report.tables[place];
        dot += fmt::format(
            "  t{0} [id=\"t{0}\", class=\"{1}\", label={2}, tooltip={3}, fillcolor=\"{4}\"{5}];\n",
            place, classes_of(table), label_dot(table.table, describe_rows(report, table)),
            quote_dot(table.table), fill_of(table),
            table.cycle > 0 ? fmt::format(", color=\"{}\", penwidth=2", cycle_colour) : "");
    }
    for (const GraphParts::Edge& edge : parts.edges) {
        const ReferenceReport& reference = report.references[edge.reference];
        dot += fmt::format("  t{} -> t{} [id=\"r{}\", class=\"{}\", tooltip={}{}{}{}];\n",
                           edge.child, edge.parent, edge.reference, classes_of(reference),
                           quote_dot(describe(report, reference)),
                           reference.cut ? ", style=dashed" : "",
                           goes_down(reference) ? ", dir=both, arrowtail=crow" : "",
                           reference.in_cycle ? fmt::format(", color=\"{}\"", cycle_colour) : "");
    }
    return dot + "}\n";
}

std::string render_graph_mermaid(const Report& report, bool all) {
    const GraphParts parts = report::choose_parts(report, all);
    std::string text = "flowchart RL\n";
    for (const std::size_t place : parts.tables) {
        const TableReport& table = report.tables[place];
        const std::string_view kind = table.cycle > 0         ? ":::cycle"
                                      : table.takes_no_rows() ? ":::none"
                                      : table.rule == "all"   ? ":::whole"
                                      : table.chosen > 0      ? ":::chosen"
                                                              : "";
        text += fmt::format("  t{}[\"{}<br/>{}\"]{}\n", place, escape_mermaid(table.table),
                            escape_mermaid(describe_rows(report, table)), kind);
    }
    std::string in_cycle;
    for (std::size_t number = 0; number < parts.edges.size(); ++number) {
        const GraphParts::Edge& edge = parts.edges[number];
        const ReferenceReport& reference = report.references[edge.reference];
        const std::string_view arrow = reference.cut          ? "-.->"
                                       : goes_down(reference) ? "<-->"
                                                              : "-->";
        text += fmt::format("  t{} {}|\"{}\"| t{}\n", edge.child, arrow,
                            escape_mermaid(fmt::format("{}", fmt::join(reference.columns, ", "))),
                            edge.parent);
        if (reference.in_cycle) {
            in_cycle += (in_cycle.empty() ? "" : ",") + std::to_string(number);
        }
    }
    text += fmt::format("  classDef cycle stroke:{},stroke-width:2px\n", cycle_colour);
    text += fmt::format("  classDef chosen fill:{}\n", chosen_colour);
    text += fmt::format("  classDef whole fill:{}\n", whole_colour);
    text += fmt::format("  classDef none fill:{}\n", empty_colour);
    return in_cycle.empty()
               ? text
               : text + fmt::format("  linkStyle {} stroke:{}\n", in_cycle, cycle_colour);
}

std::string render_graph_svg(const Report& report, const Cancellation& cancellation, bool all) {
    return report::lay_out(render_graph_dot(report, all), cancellation);
}

}  // namespace subset
