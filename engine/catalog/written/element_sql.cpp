#include "catalog/written/element_sql.hpp"

#include "catalog/column_sql.hpp"

#include <fmt/format.h>

namespace subset {
namespace {

constexpr const char* name_of_element = "\"c: element\"";

std::string render_unnest(const Catalog& catalog, const Reference& reference) {
    return fmt::format("pg_catalog.unnest({})",
                       render_child_value(catalog, reference, reference.elements->pair));
}

}  // namespace

std::string render_join_elements(const Catalog& catalog, const Reference& reference,
                                 ElementRows rows) {
    if (!reference.elements) {
        return "";
    }
    if (rows != ElementRows::distinct) {
        const bool numbered = rows == ElementRows::numbered;
        return fmt::format(" CROSS JOIN LATERAL {}{} AS \"c: elements\" ({}{})",
                           render_unnest(catalog, reference), numbered ? " WITH ORDINALITY" : "",
                           name_of_element, numbered ? ", \"c: place\"" : "");
    }
    const std::string value = std::string{"u."} + name_of_element;
    return fmt::format(
        " CROSS JOIN LATERAL (SELECT DISTINCT {} AS {} FROM {} AS u ({})) AS \"c: elements\"",
        render_with_collation(catalog, reference, reference.elements->pair, value), name_of_element,
        render_unnest(catalog, reference), name_of_element);
}

std::string render_raw_elements(const Catalog& catalog, const Reference& reference) {
    return fmt::format("ARRAY(SELECT {} FROM {} AS u (v) WHERE u.v IS NOT NULL)",
                       render_raw(reference.elements->type, "u.v"),
                       render_unnest(catalog, reference));
}

std::string render_has_elements(const Catalog& catalog, const Reference& reference) {
    return fmt::format("EXISTS (SELECT FROM {} AS u (v) WHERE u.v IS NOT NULL)",
                       render_unnest(catalog, reference));
}

std::string render_comparable_array(const Catalog& catalog, const Reference& reference,
                                    const std::string& element_type) {
    const std::size_t pair = reference.elements->pair;
    std::string value = render_child_value(catalog, reference, pair);
    const ValueType& element = reference.elements->type;
    const std::uint16_t column = reference.child_columns[pair];
    const bool is_domain = column != no_column && [&](const Column& array) {
        return array.type != array.sized_type;
    }(catalog.table(reference.child.table).columns[column]);
    if (is_domain || element.type != element_type) {
        value = fmt::format("({})::{}[]", value, element_type);
    }
    return render_with_collation(catalog, reference, pair, std::move(value));
}

}  // namespace subset
