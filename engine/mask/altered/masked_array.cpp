#include "mask/altered/masked_array.hpp"

#include "mask/altered/sql_pattern.hpp"

#include <fmt/format.h>

#include <string_view>

namespace subset {

// An array of several dimensions, or one that does not begin at 1, is written as text: its bounds
// in front, then the elements in their order, with a brace wherever a dimension begins or ends. An
// element's text is written as a literal of arrays is: quoted, with \ before " and \.
std::string render_masked_array(
    const std::string& value, const std::string& element_type,
    const std::function<std::string(const std::string& element)>& mask) {
    const std::string elements = render_sql(
        "FROM (SELECT CASE WHEN e.v IS NULL THEN NULL ELSE ({0})::{1} END AS v, e.o FROM "
        "pg_catalog.unnest({2}) WITH ORDINALITY AS e (v, o) OFFSET 0) AS e",
        mask("e.v"), element_type, value);
    // So many elements are in one array of each dimension: where the elements before are a multiple
    // of it, such an array begins.
    constexpr int most_dimensions = 6;
    std::string sizes;
    std::string size;
    for (int dimension = most_dimensions; dimension >= 1; --dimension) {
        size += render_sql("{0}coalesce(pg_catalog.array_length({1}, {2}), 1)",
                           size.empty() ? "" : " OPERATOR(pg_catalog.*) ", value, dimension);
        sizes += fmt::format("{}({}, {})", sizes.empty() ? "" : ", ", dimension, size);
    }
    const auto braces = [&](std::string_view before) {
        return render_sql(
            "(SELECT pg_catalog.count(*) FROM (VALUES {0}) AS g (d, size) WHERE g.d `<=` "
            "pg_catalog.array_ndims({1}) AND pg_catalog.mod(e.o `-` {2}, g.size) `=` 0)",
            sizes, value, before);
    };
    return render_sql(
        "CASE WHEN pg_catalog.array_ndims({0}) IS NULL THEN {0} WHEN pg_catalog.array_ndims({0}) "
        "`=` 1 AND pg_catalog.array_lower({0}, 1) `=` 1 THEN (SELECT pg_catalog.array_agg(e.v "
        "ORDER "
        "BY e.o) {1}) ELSE (SELECT (SELECT pg_catalog.string_agg('[' `||` "
        "pg_catalog.array_lower({0}, "
        "b.d)::pg_catalog.text `||` ':' `||` pg_catalog.array_upper({0}, b.d)::pg_catalog.text "
        "`||` "
        "']', '' ORDER BY b.d) FROM pg_catalog.generate_series(1, pg_catalog.array_ndims({0})) AS "
        "b "
        "(d)) `||` '=' `||` pg_catalog.string_agg(CASE WHEN e.o `>` 1 THEN ',' ELSE '' END `||` "
        "pg_catalog.repeat('{{', {2}::pg_catalog.int4) `||` coalesce('\"' `||` "
        "pg_catalog.regexp_replace(e.v::pg_catalog.text, '([\"\\\\])', '\\\\\\1', 'g') `||` '\"', "
        "'NULL') `||` pg_catalog.repeat('}}', {3}::pg_catalog.int4), '' ORDER BY e.o) {1})::{4}[] "
        "END",
        value, elements, braces("1"), braces("0"), element_type);
}

}  // namespace subset
