// This part of the conditions on rows says how their values are compared with keys.
#include "catalog/column_sql.hpp"
#include "catalog/written/element_sql.hpp"
#include "source/statements/key_filter.hpp"

namespace subset {
namespace {

// The operator && compares arrays of one type only, by the equality of its elements.
Comparison compare_elements(const Catalog& catalog, const Reference& reference, std::size_t pair,
                            bool integer) {
    const ValueType& type = child_type(catalog, reference, pair);
    const KeyOperator& comparison = reference.operators[pair];
    const bool own_type = integer || comparison.child_type == "pg_catalog.text";
    const std::string element = own_type ? type.base_type : comparison.child_type;
    return {render_comparable_array(catalog, reference, element),
            &type,
            integer ? "OPERATOR(pg_catalog.=)" : comparison.parent_child,
            element,
            integer,
            true};
}

}  // namespace

std::vector<Comparison> comparisons_of(const RowPlan& plan, const ParentKey& key) {
    std::vector<Comparison> comparisons;
    for (std::size_t pair = 0; pair < key.columns.size(); ++pair) {
        const Column& column = plan.catalog.table(key.relation.table).columns[key.columns[pair]];
        comparisons.push_back({render_column(column), &column, key.operators[pair].parent_child,
                               key.literal_types[pair], key.codecs[pair] == KeyKind::integer});
    }
    return comparisons;
}

std::vector<Comparison> comparisons_of_parents(const RowPlan& plan,
                                               const ReferencePlan& reference) {
    const Reference& found = plan.catalog.reference(reference.reference);
    const ParentKey& key = plan.parent_key(reference.parent_key);
    std::vector<Comparison> comparisons = comparisons_of(plan, key);
    for (std::size_t pair = 0; pair < comparisons.size(); ++pair) {
        if (!comparisons[pair].integer) {
            comparisons[pair].literal_type = found.operators[pair].parent_type;
        }
    }
    return comparisons;
}

std::vector<Comparison> comparisons_of(const RowPlan& plan, const ReferencePlan& reference) {
    const Reference& found = plan.catalog.reference(reference.reference);
    const ParentKey& key = plan.parent_key(reference.parent_key);
    std::vector<Comparison> comparisons;
    for (std::size_t pair = 0; pair < found.child_columns.size(); ++pair) {
        const ValueType& type = child_type(plan.catalog, found, pair);
        const bool integer = key.codecs[pair] == KeyKind::integer;
        if (found.by_elements(pair)) {
            comparisons.push_back(compare_elements(plan.catalog, found, pair, integer));
            continue;
        }
        // The keys get the type of the filtered value, as a comparison across types is never
        // hashed (POSTGRES.md 1).
        comparisons.push_back(
            {render_compared_value(plan.catalog, found, pair), &type,
             integer ? "OPERATOR(pg_catalog.=)" : found.operators[pair].child_parent,
             integer ? type.base_type : found.operators[pair].parent_type, integer});
    }
    return comparisons;
}

}  // namespace subset
