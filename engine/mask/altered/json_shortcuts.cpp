#include "mask/altered/json_shortcuts.hpp"

#include "mask/altered/json_leaf.hpp"
#include "mask/altered/sql_pattern.hpp"
#include "pg/quote.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace subset {

const PresetCall whole_document{Preset::json, {}, {}, {}, {}, {}, {}};

namespace {

constexpr std::string_view containers = "'{object,array}'::pg_catalog.text[]";

// A path of keys as SQL of its parts. What it leads to is NULL where an array stands in its way.
struct PlainPath {
    std::vector<std::string> above;  // what is on the way, from the document on
    std::string value;
    std::string text;
    std::string keys;  // an array
};

PlainPath make_plain_path(const JsonPath& path, const std::string& document) {
    PlainPath made;
    made.value = fmt::format("({})", document);
    std::vector<std::string> keys;
    for (const JsonStep& step : path) {
        made.above.push_back(made.value);
        keys.push_back(pg::quote_literal(step.key) + "::pg_catalog.text");
        made.text = render_sql("({0} `->>` {1})", made.value, keys.back());
        made.value = render_sql("({0} `->` {1})", made.value, keys.back());
    }
    made.keys = fmt::format("ARRAY[{}]", fmt::join(keys, ", "));
    return made;
}

// Whether the path meets no container, and nothing that stands in an array.
std::string render_is_plain(const PlainPath& path) {
    std::string nothing = render_sql("pg_catalog.jsonb_typeof({0}) `=` 'object'", path.above[0]);
    for (const std::string& each : path.above) {
        nothing += render_sql(" AND coalesce(pg_catalog.jsonb_typeof({0}), '') `<>` 'array'", each);
    }
    return render_sql("coalesce(pg_catalog.jsonb_typeof({0}) `<>` ALL ({1}), {2})", path.value,
                      containers, nothing);
}

// So many levels of a document are masked member by member. Each has the SQL of all masks of a
// value, and what is below is rare.
constexpr int levels = 2;

// Renders the members of an object, or elements of an array, each masked, put together again. Their
// keys and numbers come without a table of theirs, of which one stays NULL.
std::string render_level(const Masked& masked, const std::string& value,
                         const std::string& document, int level, const RenderContainer& container) {
    const std::string m = fmt::format("m{}", level);
    const std::string place =
        render_sql("({0} `||` ' ' `||` coalesce({1}.k, {1}.i::pg_catalog.text))", document, m);
    const JsonLeaf leaf{m + ".w", m + ".t", place, "''", masked};
    const std::string below =
        level > 1 ? render_level(masked, m + ".v", place, level - 1, container)
                  : fmt::format("({})::pg_catalog.jsonb", container(m + ".v", place));
    return render_sql(
        "(SELECT CASE pg_catalog.jsonb_typeof({0}) WHEN 'array' THEN "
        "coalesce(pg_catalog.jsonb_agg(g.r) FILTER (WHERE g.k IS NULL), '[]') ELSE "
        "coalesce(pg_catalog.jsonb_object_agg(g.k, g.r) FILTER (WHERE g.k IS NOT NULL), '{{}}') "
        "END "
        "FROM (SELECT {1}.k, CASE WHEN {1}.t `=` ANY ({2}) THEN {3} ELSE {4} END AS r FROM (SELECT "
        "x.k, x.i, x.v, pg_catalog.jsonb_typeof(x.v) AS t, CASE WHEN pg_catalog.jsonb_typeof(x.v) "
        "`=` ANY ({2}) THEN NULL ELSE x.v `#>>` '{{}}'::pg_catalog.text[] END AS w FROM (SELECT "
        "s.k, s.i, CASE WHEN s.k IS NULL THEN s.d `->` s.i ELSE s.d `->` s.k END AS v FROM (SELECT "
        "d.v AS d, pg_catalog.jsonb_object_keys(CASE pg_catalog.jsonb_typeof(d.v) WHEN 'object' "
        "THEN d.v ELSE '{{}}' END) AS k, pg_catalog.generate_series(0, CASE "
        "pg_catalog.jsonb_typeof(d.v) WHEN 'array' THEN pg_catalog.jsonb_array_length(d.v) ELSE 0 "
        "END `-` 1) AS i FROM (SELECT {0} AS v OFFSET 0) AS d) AS s OFFSET 0) AS x OFFSET 0) AS "
        "{1} OFFSET 0) AS g)",
        value, m, containers, below, render_masked_leaf(whole_document, leaf, JsonForm::jsonb));
}

}  // namespace

std::string render_members(const Masked& masked, const std::string& value,
                           const RenderContainer& container) {
    const std::string document = fmt::format("({})::pg_catalog.text", value);
    return render_sql(
        "(SELECT CASE WHEN pg_catalog.jsonb_typeof({0}) `=` ANY ({1}) THEN o.v ELSE o.v `->` 0 END "
        "FROM (SELECT {2} AS v FROM (SELECT CASE pg_catalog.jsonb_typeof({0}) WHEN 'object' THEN "
        "{0} `||` '{{}}'::pg_catalog.jsonb WHEN 'array' THEN {0} `||` '[]'::pg_catalog.jsonb ELSE "
        "pg_catalog.jsonb_build_array({0}) END AS v OFFSET 0) AS r OFFSET 0) AS o)",
        value, containers, render_level(masked, "r.v", document, levels, container));
}

bool has_plain_paths(const std::vector<JsonRule>& rules) {
    return !rules.empty() && std::all_of(rules.begin(), rules.end(), [](const JsonRule& rule) {
        return !rule.keys && !rule.path.empty() &&
               std::all_of(rule.path.begin(), rule.path.end(),
                           [](const JsonStep& step) { return step.kind == JsonStep::Kind::key; });
    });
}

// No path stands twice. Of two paths of which one leads into what the other means, only one can
// meet what is no container.
std::string render_plain_paths(const std::vector<JsonRule>& rules, const Masked& masked,
                               const std::string& value, const std::string& otherwise) {
    std::string set = fmt::format("({})", value);
    std::vector<std::string> conditions;
    for (const JsonRule& rule : rules) {
        const PlainPath path = make_plain_path(rule.path, value);
        const JsonLeaf leaf{path.text, fmt::format("pg_catalog.jsonb_typeof({})", path.value),
                            fmt::format("({})", value), path.keys, masked};
        conditions.push_back(render_is_plain(path));
        set = fmt::format("pg_catalog.jsonb_set({}, {}, coalesce({}, 'null'), false)", set,
                          path.keys, render_masked_leaf(rule.call, leaf, JsonForm::jsonb));
    }
    return fmt::format("CASE WHEN {} THEN {} ELSE ({})::pg_catalog.jsonb END",
                       fmt::join(conditions, " AND "), set, otherwise);
}

}  // namespace subset
