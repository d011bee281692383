#include "report/column_reports.hpp"

#include "util/contains.hpp"

#include <algorithm>
#include <string>

namespace subset::report {
namespace {

std::string name_of(ColumnState state) {
    switch (state) {
        case ColumnState::masked:
            return "masked";
        case ColumnState::kept:
            return "kept";
        case ColumnState::key:
            return "key";
        case ColumnState::null:
            return "null";
        case ColumnState::computed:
            return "computed";
        case ColumnState::no_rows:
            return "no_rows";
        case ColumnState::plain:
        case ColumnState::unclassified:
            break;
    }
    return "unclassified";
}

std::optional<std::uint64_t> find_rows_looked_at(const Closure& closure, TableId table,
                                                 std::uint16_t column) {
    for (const MaskSample& sample : closure.mask_samples) {
        if (sample.table == table && contains(sample.columns, column)) {
            return sample.rows.size();
        }
    }
    return std::nullopt;
}

}  // namespace

std::vector<ColumnReport> make_column_reports(const RowPlan& plan, const Closure& closure) {
    std::vector<ColumnReport> reports;
    for (const TablePlan& each : plan.tables) {
        const Table& table = plan.catalog.table(each.table);
        for (std::size_t place = 0; table.in_scope && place < each.states.size(); ++place) {
            const auto column = static_cast<std::uint16_t>(place);
            const ColumnDecision& decision = each.states[column];
            ColumnReport& report = reports.emplace_back();
            report.table = table.name.text();
            report.column = table.columns[column].name;
            report.type = table.columns[column].type;
            report.state = name_of(decision.state);
            report.reason = decision.reason;
            report.place = decision.place.text();
            report.asked = decision.state != ColumnState::plain;
            if (const auto& mask = each.masks[column]) {
                report.mask = mask->text;
                report.rows_looked_at = find_rows_looked_at(closure, each.table, column);
            }
        }
    }
    return reports;
}

bool is_about_persons(const ColumnReport& column) {
    return column.asked && column.state != "key" && column.state != "computed" &&
           column.state != "no_rows";
}

}  // namespace subset::report
