#include "mask/altered/altered_json.hpp"

#include "mask/altered/json_leaf.hpp"
#include "mask/altered/sql_pattern.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {
namespace {

const PresetCall whole_document{Preset::json, {}, {}, {}, {}, {}, {}};

// The first rule that has met a leaf decides.
std::string render_leaf(const PresetCall& call, const JsonStates& states, const JsonLeaf& leaf) {
    std::string cases;
    for (const JsonStates::Path& path : states.paths()) {
        const PresetCall& rule =
            path.rule < call.json.size() ? call.json[path.rule].call : whole_document;
        cases += fmt::format(" WHEN {} THEN {}", states.render_met("n.s", path.rule),
                             render_masked_leaf(rule, leaf));
    }
    return fmt::format("CASE{} ELSE {}::pg_catalog.text END", cases, leaf.value);
}

// A document of type json may hold the character 0, which the server's functions do not read.
std::string render_readable(const std::string& type, const std::string& value) {
    return type == "jsonb"
               ? value
               : render_sql(
                     "CASE WHEN pg_catalog.strpos({0}::pg_catalog.text, '\\u0000') `=` 0 THEN "
                     "{0} ELSE pg_catalog.replace({0}::pg_catalog.text, '\\u0000', "
                     "'\\ufffd')::pg_catalog.json END",
                     value);
}

}  // namespace

// The nodes of a level come of those of the level above. What no path leads to is not entered.
std::string render_json_nodes(const JsonStates& states, const std::string& type,
                              const std::string& value, bool all) {
    const std::string children = render_sql(
        "SELECT x.k, x.v, x.o FROM pg_catalog.{0}_each(CASE n.t WHEN 'object' THEN n.v ELSE '{{}}' "
        "END) WITH ORDINALITY AS x (k, v, o) UNION ALL SELECT NULL, x.v, x.o FROM "
        "pg_catalog.{0}_array_elements(CASE n.t WHEN 'array' THEN n.v ELSE '[]' END) WITH "
        "ORDINALITY AS x (v, o)",
        type);
    return render_sql(
        "WITH RECURSIVE n (p, k, v, t, s) AS (SELECT '{{}}'::pg_catalog.int4[], "
        "NULL::pg_catalog.text, r.v, pg_catalog.{0}_typeof(r.v), {1} FROM (SELECT {2} AS v OFFSET "
        "0) AS r UNION ALL SELECT n.p `||` e.o::pg_catalog.int4, e.k, e.v, "
        "pg_catalog.{0}_typeof(e.v), {3} FROM n CROSS JOIN LATERAL ({4}) AS e WHERE n.t `=` ANY "
        "('{{object,array}}'::pg_catalog.text[]) AND {5})",
        type, states.initial(), render_readable(type, value), states.render_next("n.s", "e.k"),
        children, all ? "true" : states.render_alive("n.s"));
}

// Each node is written where it stands, a container that was entered as its two brackets. The
// places, as arrays of numbers, are in the order of the document.
std::string render_altered_json(const PresetCall& call, const Masked& masked,
                                const std::string& value) {
    const JsonStates states{call.json};
    const std::string type = element_type(masked);
    const auto keys = std::find_if(call.json.begin(), call.json.end(),
                                   [](const JsonRule& rule) { return rule.keys; });
    const bool masks_keys = keys != call.json.end();
    const JsonLeaf leaf{"n.v", "n.t", value, "n.p", masked};
    const std::string entered =
        render_sql("n.t `=` ANY ('{{object,array}}'::pg_catalog.text[]) AND {0}",
                   masks_keys ? "true" : states.render_alive("n.s"));
    const std::string name =
        masks_keys ? render_masked_key(keys->call, "n.k", masked) : std::string{"n.k"};
    return render_sql(
        "({0} SELECT pg_catalog.string_agg(q.x, '' ORDER BY q.p) FROM (SELECT n.p, CASE WHEN "
        "n.p[pg_catalog.array_upper(n.p, 1)] `>` 1 THEN ', ' ELSE '' END `||` CASE WHEN n.k IS "
        "NULL "
        "THEN '' ELSE pg_catalog.to_json({1})::pg_catalog.text `||` ': ' END `||` CASE WHEN {2} "
        "THEN CASE n.t WHEN 'object' THEN '{{' ELSE '[' END ELSE {3} END AS x FROM n UNION ALL "
        "SELECT n.p `||` 2147483647, CASE n.t WHEN 'object' THEN '}}' ELSE ']' END FROM n WHERE "
        "{2}) AS q)",
        render_json_nodes(states, type, value, masks_keys), name, entered,
        render_leaf(call, states, leaf));
}

}  // namespace subset
