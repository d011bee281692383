#include "plan/emptied_array.hpp"

#include "catalog/column_sql.hpp"
#include "mask/altered/masked_array.hpp"
#include "plan/row_plan.hpp"

#include <fmt/format.h>

namespace subset {
namespace {

// Renders the elements for which the condition on u.v and u.n holds; those of an array of several
// dimensions for which it does not are NULL.
std::string render_kept(const std::string& value, const ValueType& element,
                        const std::string& condition, const std::string& in_its_place) {
    return fmt::format(
        "CASE WHEN pg_catalog.array_ndims({0}) OPERATOR(pg_catalog.=) 1 THEN (SELECT "
        "coalesce(pg_catalog.array_agg(u.v ORDER BY u.n), '{{}}'::{1}[]) FROM "
        "pg_catalog.unnest({0}) "
        "WITH ORDINALITY AS u (v, n) WHERE {2}) ELSE {3} END",
        value, element.type, condition,
        render_masked_array(value, element.type, [&](const std::string&) { return in_its_place; }));
}

}  // namespace

std::string render_emptied_array(const Column& column, const ValueType& element) {
    return render_kept(render_column(column), element, "u.v IS NULL", "NULL");
}

std::string render_array_without(const std::string& value, const ValueType& element,
                                 const std::string& places) {
    // The elements of an array that keeps its shape are called e.v there, and their places e.o.
    return render_kept(
        value, element, fmt::format("u.n OPERATOR(pg_catalog.<>) ALL ({})", places),
        fmt::format("CASE WHEN e.o OPERATOR(pg_catalog.=) ANY ({}) THEN NULL ELSE e.v END",
                    places));
}

std::vector<std::string> make_notes_of_elements(const RowPlan& plan) {
    std::vector<std::string> notes;
    for (const ReferencePlan& each : plan.references) {
        const Reference& reference = plan.catalog.reference(each.reference);
        const bool nulls = each.walked && each.dangling == Dangling::null;
        if (!reference.elements || !plan.reaches(reference.child) || !each.can_be_null() ||
            !(nulls || leaves_null(each.cut))) {
            continue;
        }
        const Table& child = plan.catalog.table(reference.child.table);
        notes.push_back(fmt::format(
            "{} loses the elements that reference no row of {} in the twin; the others stay in "
            "order. In an array of several dimensions they are NULL, so that it keeps its shape",
            child.qualified_name_of(reference.child_columns[reference.elements->pair]),
            reference.parent.name.text()));
    }
    return notes;
}

}  // namespace subset
