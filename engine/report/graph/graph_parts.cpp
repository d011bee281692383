#include "report/graph/graph_parts.hpp"

#include "util/amounts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace subset::report {

GraphParts choose_parts(const Report& report, bool all) {
    std::map<std::string, std::size_t> places;
    for (std::size_t place = 0; place < report.tables.size(); ++place) {
        places.emplace(report.tables[place].table, place);
    }
    // The report has no table for a partition. Where a reference is declared on one, its
    // partitioned table is meant.
    const auto find = [&](const std::string& name, const std::string& of) {
        const auto found = places.find(of.empty() ? name : of);
        return found == places.end() ? report.tables.size() : found->second;
    };
    // A config that names no rows reaches nothing. Then the whole schema is drawn.
    all = all || std::none_of(report.tables.begin(), report.tables.end(),
                              [](const TableReport& table) { return table.reached; });
    std::set<std::size_t> drawn;
    for (std::size_t place = 0; place < report.tables.size(); ++place) {
        if (all || report.tables[place].reached) {
            drawn.insert(place);
        }
    }
    GraphParts parts;
    for (std::size_t place = 0; place < report.references.size(); ++place) {
        const ReferenceReport& reference = report.references[place];
        const std::size_t child = find(reference.table, reference.child_table);
        const std::size_t parent = find(reference.parent, reference.parent_table);
        if (child < report.tables.size() && parent < report.tables.size() &&
            (all || report.tables[child].reached)) {
            if (report.tables[parent].takes_no_rows()) {
                drawn.insert(parent);
            }
            if (drawn.contains(child) && drawn.contains(parent)) {
                parts.edges.push_back({place, child, parent});
            }
        }
    }
    parts.tables.assign(drawn.begin(), drawn.end());
    return parts;
}

std::string describe_rows(const Report& report, const TableReport& table) {
    const std::string source = table.source_rows
                                   ? "about " + render_counted(*table.source_rows, "row", "rows")
                                   : "never analysed";
    if (!report.counted) {
        return table.rule == "absent" ? "not in the twin"
               : table.rule == "none" ? "stays empty"
                                      : source;
    }
    const std::string about = report.estimated ? "about " : "";
    return table.source_rows ? fmt::format("{}{} of {}", about, render_count(table.rows), source)
                             : about + render_counted(table.rows, "row", "rows");
}

std::string describe(const Report& report, const ReferenceReport& reference) {
    std::string text = fmt::format("{}: {}", reference.name, fmt::join(reference.columns, ", "));
    if (reference.cut) {
        text += "; cut";
    } else if (report.counted) {
        text += fmt::format("; up {}, down {}", render_count(reference.up),
                            render_count(reference.down));
    }
    return text;
}

bool goes_down(const ReferenceReport& reference) { return reference.follow != "never"; }

}  // namespace subset::report
