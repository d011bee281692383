#include "script/take_out_elements.hpp"

#include "catalog/written/element_sql.hpp"
#include "pg/quote.hpp"
#include "plan/emptied_array.hpp"
#include "script/proof/dangling_sql.hpp"

#include <fmt/format.h>

namespace subset {

std::string render_take_out(const Plan& plan, const Reference& reference) {
    std::vector<std::string> parents;
    if (has_parent_rows(plan.catalog, reference)) {
        parents.push_back(render_from_item(plan.catalog, reference.parent));
    }
    return render_take_out(plan, reference, render_from_item(plan.catalog, reference.child),
                           parents);
}

std::string render_take_out(const Plan& plan, const Reference& reference, const std::string& rows,
                            const std::vector<std::string>& parents) {
    const ElementsOfPair& elements = *reference.elements;
    const Table& child = plan.catalog.table(reference.child.table);
    const std::string column =
        pg::quote_identifier(child.columns[reference.child_columns[elements.pair]].name);
    // What dangles is found by one join: the parent's index may not be there yet.
    return fmt::format(
        "UPDATE {} AS t SET {} = {} FROM (SELECT c.tableoid AS leaf, c.ctid AS place, "
        "pg_catalog.array_agg({}) AS gone {} GROUP BY c.tableoid, c.ctid) AS g WHERE t.tableoid "
        "OPERATOR(pg_catalog.=) g.leaf AND t.ctid OPERATOR(pg_catalog.=) g.place",
        rows, column, render_array_without("t." + column, elements.type, "g.gone"),
        place_of_element, render_dangling_elements(plan.catalog, reference, rows, parents));
}

bool takes_out_elements(const Plan& plan, const ClosureCounts& counts, const ReferencePlan& each) {
    const bool dangle = each.walked && each.dangling == Dangling::null &&
                        counts.references[each.reference].dangling > 0;
    return plan.catalog.reference(each.reference).elements &&
           (each.cut == Cut::in_target || dangle) && plan.in_twin(each.reference);
}

std::string render_elements_to_take_out(const Plan& plan, const ClosureCounts& counts) {
    std::string sql;
    for (const ReferencePlan& each : plan.references) {
        const Reference& found = plan.catalog.reference(each.reference);
        if (!takes_out_elements(plan, counts, each)) {
            continue;
        }
        for (const TableId table : found.child.tables()) {
            if (plan.in_twin(table) && counts.tables[table].rows > 0 &&
                !each.nullable_in(table).empty()) {
                sql += (sql.empty() ? "" : "; ") +
                       render_take_out(plan, plan.catalog.reference_of(each.reference, table));
            }
        }
    }
    return sql;
}

}  // namespace subset
