#include "report/written/written_tables.hpp"

#include "report/text_table.hpp"
#include "report/text_width.hpp"
#include "util/amounts.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace subset::report {

namespace {

std::string render_compared_parts(const Report& report) {
    std::size_t tables = 0;
    ComparedParts sum;
    for (const TableReport& table : report.tables) {
        if (table.parts) {
            ++tables;
            sum = {sum.compared + table.parts->compared, sum.read + table.parts->read};
        }
    }
    return tables == 0
               ? ""
               : fmt::format(
                     " Of {} the source and the target were asked first which parts differ: {} of "
                     "{} did, and only those were read.",
                     render_counted(tables, "whole table", "whole tables"), render_count(sum.read),
                     render_count(sum.compared));
}

}  // namespace

bool is_by_difference(const Report& report) { return report.way == "rows"; }

std::string render_written_tables(const Report& report, std::size_t width) {
    std::vector<std::vector<std::string>> rows;
    WrittenRows sum;
    std::uint64_t touched = 0;
    for (const TableReport& table : report.tables) {
        const WrittenRows each = table.written.value_or(WrittenRows{});
        const bool any = each.inserted + each.updated + each.deleted > 0;
        touched += any ? 1 : 0;
        sum = {sum.inserted + each.inserted, sum.updated + each.updated,
               sum.deleted + each.deleted};
        if (table.rows > 0 || any) {
            rows.push_back({table.table, render_count(table.rows), render_count(each.inserted),
                            render_count(each.updated), render_count(each.deleted)});
        }
    }
    const std::string compared = render_compared_parts(report);
    const std::string tables = render_counted(rows.size(), "table", "tables");
    const std::string text = render_table(
        {{"table", true}, {"rows"}, {"inserted"}, {"updated"}, {"deleted"}}, std::move(rows),
        {tables, render_count(report.rows), render_count(sum.inserted), render_count(sum.updated),
         render_count(sum.deleted)},
        width);
    return text + wrap((touched == 0 ? "The twin had all of these rows: nothing was written."
                                     : fmt::format("Rows were written by difference, in {}; the "
                                                   "schema stood.",
                                                   render_counted(touched, "table", "tables"))) +
                           compared,
                       width);
}

}  // namespace subset::report
