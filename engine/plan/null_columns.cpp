#include "plan/null_columns.hpp"

#include "plan/tables/table_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <set>

namespace subset {
namespace {

// Whether the reference is NULL in every row that has it: its parent rows never come.
bool never_holds(const RowPlan& plan, const ReferencePlan& each) {
    return each.cut == Cut::always ||
           (each.cut == Cut::where_absent &&
            !plan.reaches(plan.catalog.reference(each.reference).parent));
}

// A row of which another column of the reference is NULL, or for which `when` is false, has no
// reference, and keeps what the column holds.
bool every_row_has_it(const RowPlan& plan, const Reference& reference, const Table& child,
                      std::uint16_t column) {
    const ColumnList columns =
        plan.catalog.columns_in(child.id, reference.child.table, reference.child_columns);
    return reference.when.empty() && reference.by_columns() &&
           std::all_of(columns.begin(), columns.end(), [&](std::uint16_t each) {
               return each == column || (each != no_column && child.columns[each].not_null);
           });
}

std::string explain_null(const RowPlan& plan, const ReferencePlan& each) {
    const Reference& reference = plan.catalog.reference(each.reference);
    const Table& parent = plan.catalog.table(reference.parent.table);
    return each.cut == Cut::always
               ? fmt::format("NULL in the twin: it references {}, which {}", parent.name.text(),
                             why_no_rows(parent, plan.table(parent.id).rows))
               : fmt::format("NULL in the twin: its reference to {} is cut, and no row comes there",
                             parent.name.text());
}

}  // namespace

std::map<ColumnOf, std::string> find_null_columns(const RowPlan& plan) {
    std::map<ColumnOf, std::string> null;
    for (const ReferencePlan& each : plan.references) {
        const Reference& reference = plan.catalog.reference(each.reference);
        // An array loses its elements, and is not NULL.
        if (!never_holds(plan, each) || reference.elements) {
            continue;
        }
        for (const TableId child : reference.child.tables()) {
            for (const std::uint16_t column : each.nullable_in(child)) {
                if (every_row_has_it(plan, reference, plan.catalog.table(child), column)) {
                    null.emplace(ColumnOf{child, column}, explain_null(plan, each));
                }
            }
        }
    }
    return null;
}

ColumnGroups make_column_groups(const RowPlan& plan) {
    std::set<ColumnOf> apart;
    for (const auto& [column, reason] : find_null_columns(plan)) {
        apart.insert(column);
    }
    // A table that is not in the twin can have no mask that its children would share.
    for (const ReferencePlan& each : plan.references) {
        const Reference& reference = plan.catalog.reference(each.reference);
        if (each.cut == Cut::always && !plan.catalog.in_scope(reference.parent)) {
            for (const TableId child : reference.child.tables()) {
                for (const std::uint16_t column : each.nullable_in(child)) {
                    apart.insert({child, column});
                }
            }
        }
    }
    return ColumnGroups{plan.catalog, apart};
}

}  // namespace subset
