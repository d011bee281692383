#include "report/fit/fit_report.hpp"
#include "report/json_parts.hpp"
#include "report/pace/pace_text.hpp"
#include "subset/report.hpp"
#include "subset/version.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace subset {
namespace {

using report::render_json_optional;
using report::render_json_seconds;
using report::render_json_string;
using report::render_json_strings;

std::string render_number(const std::optional<std::uint64_t>& number) {
    return number ? std::to_string(*number) : "null";
}

std::string render(const TableReport& table) {
    std::string added =
        table.added
            ? fmt::format(R"(,"added":{},"there":{},"differ":{},"updated":{})", table.added->added,
                          table.added->there, table.added->differ, table.added->updated)
            : std::string{};
    if (table.written) {
        added += fmt::format(R"(,"inserted":{},"updated":{},"deleted":{})", table.written->inserted,
                             table.written->updated, table.written->deleted);
    }
    if (table.parts) {
        added += fmt::format(R"(,"parts":{{"compared":{},"read":{}}})", table.parts->compared,
                             table.parts->read);
    }
    if (!table.read_whole.empty()) {
        added += R"(,"read_whole":)" + render_json_string(table.read_whole);
    }
    return fmt::format(R"({{"table":{},"rows":{},"chosen":{},"bytes":{},"seconds":{},"rule":{},)"
                       R"("reached":{},"root":{},"load_position":{},"cycle":{}{}}})",
                       render_json_string(table.table), table.rows, table.chosen, table.bytes,
                       render_json_seconds(table.seconds), render_json_string(table.rule),
                       table.reached, table.root, table.load_position, table.cycle, added);
}

std::string render(const EntryReport& entry) {
    return fmt::format(R"({{"line":{},"text":{},"brought":{}}})", entry.line,
                       render_json_string(entry.text), render_json_string(entry.brought));
}

std::string render(const ReferenceReport& reference) {
    std::string json = fmt::format(
        R"({{"name":{},"table":{},"parent":{},"columns":{},"parent_columns":{},"up":{},"down":{},)"
        R"("dangling":{},"declared":{},"walked":{},"cut":{},"follow":{},"limit":{},"in_cycle":{},)"
        R"("proven":{})",
        render_json_string(reference.name), render_json_string(reference.table),
        render_json_string(reference.parent), render_json_strings(reference.columns),
        render_json_strings(reference.parent_columns), reference.up, reference.down,
        reference.dangling, reference.declared, reference.walked, reference.cut,
        render_json_string(reference.follow), render_number(reference.limit), reference.in_cycle,
        reference.proven);
    // The table is named where the reference is declared on a single partition.
    if (!reference.child_table.empty()) {
        json += R"(,"child_table":)" + render_json_string(reference.child_table);
    }
    if (!reference.parent_table.empty()) {
        json += R"(,"parent_table":)" + render_json_string(reference.parent_table);
    }
    if (!reference.dangling_keys.empty()) {
        json += R"(,"dangling_keys":)" + render_json_strings(reference.dangling_keys);
    }
    return json + (reference.index ? R"(,"index":)" + render_json_string(*reference.index) : "") +
           "}";
}

std::string render(const BringerReport& bringer) {
    return fmt::format(
        R"({{"reference":{},"table":{},"parent":{},"direction":{},"edges":{},"advice":{}}})",
        render_json_string(bringer.reference), render_json_string(bringer.table),
        render_json_string(bringer.parent), render_json_string(bringer.direction), bringer.edges,
        render_json_string(bringer.advice));
}

std::string render(const ColumnReport& column) {
    std::string json =
        fmt::format(R"({{"table":{},"column":{},"type":{},"state":{},"reason":{})",
                    render_json_string(column.table), render_json_string(column.column),
                    render_json_string(column.type), render_json_string(column.state),
                    render_json_string(column.reason));
    if (column.state == "unclassified") {
        json += fmt::format(R"(,"asked":{})", column.asked);
    }
    if (column.mask) {
        json += R"(,"mask":)" + render_json_string(*column.mask);
    }
    if (!column.place.empty()) {
        json += R"(,"place":)" + render_json_string(column.place);
    }
    if (column.rows_looked_at) {
        json += fmt::format(R"(,"rows_looked_at":{})", *column.rows_looked_at);
    }
    return json + "}";
}

template <typename Element>
std::string render_array(const std::vector<Element>& elements) {
    return report::render_json_array(elements,
                                     [](const Element& element) { return render(element); });
}

}  // namespace

std::string render_report_json(const Report& report) {
    std::string json = fmt::format(R"({{"version":{},"command":{},)", render_json_string(version),
                                   render_json_string(report.command));
    json += fmt::format(R"("source":{{"database":{},"server_version":{}}},)",
                        render_json_string(report.source_database),
                        render_json_string(report.source_server_version));
    std::string way;
    if (!report.way.empty()) {
        way = R"(,"way":)" + render_json_string(report.way);
    }
    if (!report.way_reason.empty()) {
        way += R"(,"way_reason":)" + render_json_string(report.way_reason);
    }
    json += fmt::format(R"("target":{{"database":{},"mode":{}{}}},)",
                        render_json_optional(report.target_database),
                        render_json_string(report.target_mode), way);
    json += fmt::format(R"("estimated":{},"counted":{},)", report.estimated, report.counted);
    json += fmt::format(
        "\n \"tables\":{},\n \"references\":{},\n \"bringers\":{},\n \"columns\":{},\n ",
        render_array(report.tables), render_array(report.references), render_array(report.bringers),
        render_array(report.columns));
    if (report.fit) {
        json += "\"fit\":" + report::render_fit_json(report) + ",\n ";
    }
    json += report::render_pace_json(report);
    json += fmt::format("\"config\":{},\n ", render_array(report.config));
    json += fmt::format("\"notes\":{},\n ", render_json_strings(report.notes));
    json += fmt::format(R"("queries":{{"catalog":{},"closure":{},"load":{}}},)",
                        report.queries.catalog, report.queries.closure, report.queries.load);
    const auto& seconds = report.seconds;
    json += fmt::format(
        R"("seconds":{{"total":{},"catalog":{},"closure":{},"schema":{},"load":{},"finish":{}}},)",
        render_json_seconds(seconds.total), render_json_seconds(seconds.catalog),
        render_json_seconds(seconds.closure), render_json_seconds(seconds.schema),
        render_json_seconds(seconds.load), render_json_seconds(seconds.finish));
    json += fmt::format("\n \"rows\":{},\"bytes\":{},\"peak_memory_bytes\":{},\"verified\":{}}}\n",
                        report.rows, report.bytes, report.peak_memory_bytes, report.verified);
    return json;
}

}  // namespace subset
