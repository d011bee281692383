#include "mask/altered/json_shortcuts.hpp"

#include "mask/altered/json_leaf.hpp"
#include "mask/altered/sql_pattern.hpp"
#include "pg/quote.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace subset {
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

}  // namespace

const PresetCall whole_document{Preset::json, {}, {}, {}, {}, {}, {}};

// A document that is no object becomes the one member of an object, and is taken out of it again.
// What is || '{}' is read once, wherever it is stored. The keys come without a table of theirs.
std::string render_members(const Masked& masked, const std::string& value,
                           const RenderContainer& container) {
    const std::string document = render_sql("(({0})::pg_catalog.text `||` m.k)", value);
    const JsonLeaf leaf{"m.w", "m.t", document, "''", masked};
    return render_sql(
        "(SELECT CASE pg_catalog.jsonb_typeof({0}) WHEN 'object' THEN g.r ELSE g.r `->` "
        "''::pg_catalog.text END FROM (SELECT coalesce(pg_catalog.jsonb_object_agg(m.k, CASE WHEN "
        "m.t `=` ANY ({1}) THEN ({2})::pg_catalog.jsonb ELSE {3} END), '{{}}') AS r FROM (SELECT "
        "x.k, x.d `->` x.k AS v, pg_catalog.jsonb_typeof(x.d `->` x.k) AS t, x.d `->>` x.k AS w "
        "FROM (SELECT d.v AS d, pg_catalog.jsonb_object_keys(d.v) AS k FROM (SELECT CASE "
        "pg_catalog.jsonb_typeof({0}) WHEN 'object' THEN {0} `||` '{{}}'::pg_catalog.jsonb ELSE "
        "pg_catalog.jsonb_build_object('', {0}) END AS v OFFSET 0) AS d) AS x OFFSET 0) AS m) AS "
        "g)",
        value, containers, container("m.v", document),
        render_masked_leaf(whole_document, leaf, JsonForm::jsonb));
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
