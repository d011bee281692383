#include "mask/altered/altered_json.hpp"

#include "mask/altered/json_leaf.hpp"
#include "mask/altered/json_shortcuts.hpp"
#include "mask/altered/sql_pattern.hpp"
#include "mask/hstore_document.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {
namespace {

// The first rule that has met a leaf decides.
std::string render_leaf(const PresetCall& call, const JsonStates& states, const JsonLeaf& leaf) {
    std::string cases;
    for (const JsonStates::Path& path : states.paths()) {
        const PresetCall& rule =
            path.rule < call.json.size() ? call.json[path.rule].call : whole_document;
        cases += fmt::format(" WHEN {} THEN {}", states.render_met("n.s", path.rule),
                             render_masked_leaf(rule, leaf, JsonForm::text));
    }
    return fmt::format("CASE{} ELSE n.v::pg_catalog.text END", cases);
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

// Renders the document as a text. Each node is written where it stands, a container that was
// entered as its two brackets. The places are in the order of the document. `document` is SQL of a
// text that tells documents apart.
std::string render_taken_apart(const PresetCall& call, const Masked& masked,
                               const std::string& value, const std::string& document) {
    const JsonStates states{call.json};
    const std::string type = element_type(masked);
    const auto keys = std::find_if(call.json.begin(), call.json.end(),
                                   [](const JsonRule& rule) { return rule.keys; });
    const bool masks_keys = keys != call.json.end();
    const JsonLeaf leaf{"n.w", "n.t", document, "n.p", masked};
    const std::string entered =
        render_sql("n.t `=` ANY ('{{object,array}}'::pg_catalog.text[]) AND {0}",
                   masks_keys ? "true" : states.render_alive("n.s"));
    const std::string name =
        masks_keys ? render_masked_key(keys->call, "n.k", masked) : std::string{"n.k"};
    return render_sql(
        "({0} SELECT pg_catalog.string_agg(q.x, '' ORDER BY q.p) FROM (SELECT n.p, CASE WHEN n.o "
        "`>` 1 THEN ', ' ELSE '' END `||` CASE WHEN n.k IS NULL THEN '' ELSE "
        "pg_catalog.to_json({1})::pg_catalog.text `||` ': ' END `||` CASE WHEN {2} THEN CASE n.t "
        "WHEN 'object' THEN '{{' ELSE '[' END ELSE {3} END AS x FROM (SELECT n.p, n.o, n.k, n.v, "
        "n.t, n.s, CASE WHEN n.t `=` ANY ('{{object,array}}'::pg_catalog.text[]) THEN NULL ELSE "
        "n.v `#>>` '{{}}'::pg_catalog.text[] END AS w FROM n OFFSET 0) AS n UNION ALL SELECT n.p "
        "`||` '\\xff'::pg_catalog.bytea, CASE n.t WHEN 'object' THEN '}}' ELSE ']' END FROM n "
        "WHERE "
        "{2}) AS q)",
        render_json_nodes(states, type, value, masks_keys), name, entered,
        render_leaf(call, states, leaf));
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
        "WITH RECURSIVE n (p, o, k, v, t, s) AS (SELECT ''::pg_catalog.bytea, "
        "1::pg_catalog.int8, NULL::pg_catalog.text, r.v, pg_catalog.{0}_typeof(r.v), {1} FROM "
        "(SELECT {2} AS v OFFSET 0) AS r UNION ALL SELECT n.p `||` "
        "pg_catalog.int4send(e.o::pg_catalog.int4), e.o, e.k, e.v, pg_catalog.{0}_typeof(e.v), {3} "
        "FROM n CROSS JOIN LATERAL ({4}) AS e WHERE n.t `=` ANY "
        "('{{object,array}}'::pg_catalog.text[]) AND {5})",
        type, states.initial(), render_readable(type, value), states.render_next("n.s", "e.k"),
        children, all ? "true" : states.render_alive("n.s"));
}

std::string render_altered_json(const PresetCall& call, const Masked& masked,
                                const std::string& value) {
    const auto take_apart = [&](const std::string& part, const std::string& document) {
        return render_taken_apart(call, masked, part, document);
    };
    const std::string type = element_type(masked);
    if (is_hstore(type)) {
        Masked document = masked;
        document.base_type = "jsonb";
        return render_sql(
            "(SELECT {0} FROM (SELECT {1} AS v OFFSET 0) AS j)",
            render_as_hstore(type, fmt::format("({})::pg_catalog.jsonb",
                                               render_altered_json(call, document, "j.v"))),
            render_as_document(type, value));
    }
    const bool shortens = type == "jsonb";
    if (shortens && call.json.empty()) {
        return render_members(masked, value, take_apart);
    }
    const std::string whole = take_apart(value, fmt::format("({})::pg_catalog.text", value));
    return shortens && has_plain_paths(call.json)
               ? render_plain_paths(call.json, masked, value, whole)
               : whole;
}

}  // namespace subset
