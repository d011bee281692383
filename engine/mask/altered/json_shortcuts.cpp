#include "mask/altered/json_shortcuts.hpp"

#include "mask/altered/bind_once.hpp"
#include "mask/altered/json_leaf.hpp"
#include "mask/altered/sql_pattern.hpp"
#include "pg/quote.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

namespace subset {

const PresetCall whole_document{Preset::json, {}, {}, {}, {}, {}, {}};

namespace {

constexpr std::string_view containers = "'{object,array}'::pg_catalog.text[]";

// So many levels of a document are masked member by member. Each has the SQL of all masks of a
// value, and what is below is rare.
constexpr int levels = 2;

// A part of a document that is masked member by member. All are SQL.
struct Container {
    std::string value;
    std::string kind;   // "object" or "array"
    std::string place;  // a text that tells it apart from every other part of every document
};

// Renders the members of an object, or elements of an array, each masked, put together again as a
// text: to add them to a document one by one costs more than to read it once. Their keys and
// numbers come without a table of theirs, of which one stays NULL.
std::string render_level(const Masked& masked, const Container& whole, int level,
                         const RenderContainer& render_container) {
    const std::string m = fmt::format("m{}", level);
    const Container member{
        m + ".v", m + ".t",
        render_sql("({0} `||` ' ' `||` coalesce({1}.k, {1}.i::pg_catalog.text))", whole.place, m)};
    const std::string below = level > 1 ? render_level(masked, member, level - 1, render_container)
                                        : render_container(member.value, member.place);
    const JsonLeaf leaf{
        m + ".w",
        member.kind,
        member.place,
        "''",
        masked,
        render_sql("CASE {0} WHEN 'null' THEN 'null' ELSE {1} END", member.kind, below)};
    return render_sql(
        "(SELECT CASE {0} WHEN 'array' THEN '[' `||` coalesce(pg_catalog.string_agg(g.r, ', '), "
        "'') `||` ']' ELSE '{{' `||` coalesce(pg_catalog.string_agg(g.r, ', '), '') `||` '}}' END "
        "FROM (SELECT CASE WHEN {2}.k IS NULL THEN '' ELSE pg_catalog.to_json({2}.k)"
        "::pg_catalog.text `||` ': ' END `||` {3} AS r FROM (SELECT x.k, x.i, x.v, "
        "pg_catalog.jsonb_typeof(x.v) AS t, x.w FROM (SELECT s.k, s.i, CASE WHEN s.k IS NULL THEN "
        "{1} `->` s.i ELSE {1} `->` s.k END AS v, CASE WHEN s.k IS NULL THEN {1} `->>` s.i ELSE "
        "{1} `->>` s.k END AS w FROM (SELECT pg_catalog.jsonb_object_keys(CASE {0} WHEN 'object' "
        "THEN {1} ELSE '{{}}' END) AS k, pg_catalog.generate_series(0, CASE {0} WHEN 'array' THEN "
        "pg_catalog.jsonb_array_length({1}) ELSE 0 END `-` 1) AS i) AS s OFFSET 0) AS x OFFSET 0) "
        "AS {2} OFFSET 0) AS g)",
        whole.kind, whole.value, m, render_masked_leaf(whole_document, leaf, JsonForm::text));
}

using Steps = std::span<const JsonStep>;

// Renders what a path that begins with a key makes of `value`; `set` is that of an object.
std::string render_in_object(const std::string& value, const std::string& set) {
    return fmt::format(
        "CASE pg_catalog.jsonb_typeof({0}) WHEN 'object' THEN {1} WHEN 'array' THEN NULL ELSE {0} "
        "END",
        value, set);
}

bool begins_with_key(const JsonRule& rule) { return rule.path.front().kind == JsonStep::Kind::key; }

bool has_elements(const JsonRule& rule) {
    return std::any_of(rule.path.begin(), rule.path.end(), [](const JsonStep& step) {
        return step.kind == JsonStep::Kind::any_element;
    });
}

// Writes the SQL that masks what a path meets in a document. It is NULL where the path cannot be
// followed like this: it meets a container, or an array that it does not name is in its way.
class PathWriter {
public:
    PathWriter(const PresetCall& call, const Masked& masked, std::string document)
        : call_{call}, masked_{masked}, document_{std::move(document)} {}

    // Renders `value` with what the steps lead to masked. `place` is SQL of where the value is.
    [[nodiscard]] std::string render(const std::string& value, const std::string& place,
                                     Steps steps) const {
        return steps.front().kind == JsonStep::Kind::key ? render_keys(value, place, steps)
                                                         : render_elements(value, place, steps);
    }

    // Renders `into` with what the steps lead to from the object `value` on, masked. What is absent
    // stays so: jsonb_set() changes nothing then. It is strict, so NULL goes up.
    // Requires: the first step is a key.
    [[nodiscard]] std::string render_set(const std::string& into, const std::string& value,
                                         const std::string& place, Steps steps) const {
        std::vector<std::string> keys;
        std::string above = value;
        std::string no_array = "true";
        while (keys.size() < steps.size() && steps[keys.size()].kind == JsonStep::Kind::key) {
            if (!keys.empty()) {
                no_array += render_sql(
                    " AND coalesce(pg_catalog.jsonb_typeof({0}), '') `<>` 'array'", above);
            }
            keys.push_back(pg::quote_literal(steps[keys.size()].key) + "::pg_catalog.text");
            above = render_sql("({0} `->` {1})", above, keys.back());
        }
        const std::string path = fmt::format("ARRAY[{}]", fmt::join(keys, ", "));
        const std::string met = render_sql("({0} `#>` {1})", value, path);
        const std::string text = render_sql("({0} `#>>` {1})", value, path);
        const std::string met_place =
            render_sql("({0} `||` ' ' `||` {1}::pg_catalog.text)", place, path);
        const std::string absent = render_sql("({0} IS NULL AND {1})", met, no_array);
        const Steps rest = steps.subspan(keys.size());
        // A leaf has the mask three times, of which one is computed. An address looks at its value
        // many times.
        constexpr std::size_t many = 10;
        const std::string masked =
            rest.empty() ? bind_once(render_leaf(met, text, met_place, absent, JsonForm::jsonb),
                                     text, "leaf", many)
                         : render_sql("CASE WHEN {0} THEN 'null'::pg_catalog.jsonb ELSE {1} END",
                                      absent, render(met, met_place, rest));
        return fmt::format("pg_catalog.jsonb_set({}, {}, {}, false)", into, path, masked);
    }

private:
    [[nodiscard]] std::string render_leaf(const std::string& value, const std::string& text,
                                          const std::string& place, const std::string& absent,
                                          JsonForm form) const {
        const std::string kind = fmt::format("pg_catalog.jsonb_typeof({})", value);
        const std::string null = form == JsonForm::jsonb ? "'null'::pg_catalog.jsonb" : "'null'";
        const JsonLeaf leaf{
            text,
            kind,
            document_,
            place,
            masked_,
            render_sql("CASE WHEN {0} `=` 'null' OR {1} THEN {2} END", kind, absent, null)};
        return render_masked_leaf(call_, leaf, form);
    }

    [[nodiscard]] std::string render_keys(const std::string& value, const std::string& place,
                                          Steps steps) const {
        return render_in_object(value, render_set(value, value, place, steps));
    }

    // Leaves are put together as a text, which is read at once.
    [[nodiscard]] std::string render_elements(const std::string& value, const std::string& place,
                                              Steps steps) const {
        const std::string e = fmt::format("e{}", steps.size());
        const std::string each_place =
            render_sql("({0} `||` ' ' `||` {1}.i::pg_catalog.text)", place, e);
        const Steps rest = steps.subspan(1);
        const bool leaves = rest.empty();
        const std::string masked =
            leaves ? render_leaf(e + ".v", e + ".w", each_place, "false", JsonForm::text)
                   : render(e + ".v", each_place, rest);
        const std::string_view together =
            leaves ? "('[' `||` coalesce(pg_catalog.string_agg(g.r, ', '), '') `||` "
                     "']')::pg_catalog.jsonb"
                   : "coalesce(pg_catalog.jsonb_agg(g.r), '[]')";
        return render_sql(
            "CASE pg_catalog.jsonb_typeof({0}) WHEN 'array' THEN (SELECT CASE "
            "pg_catalog.count(*) WHEN pg_catalog.count(g.r) THEN {1} END FROM (SELECT {2} AS r "
            "FROM (SELECT s.i, s.d `->` s.i AS v, s.d `->>` s.i AS w FROM (SELECT d.v AS d, "
            "pg_catalog.generate_series(0, pg_catalog.jsonb_array_length(d.v) `-` 1) AS i FROM "
            "(SELECT {0} AS v OFFSET 0) AS d) AS s OFFSET 0) AS {3} OFFSET 0) AS g) ELSE {0} END",
            value, qualify_operators(together), masked, e);
    }

    const PresetCall& call_;
    const Masked& masked_;
    std::string document_;
};

// Keys that look like the number of an element would lead into arrays.
bool is_followed(const JsonStep& step) {
    constexpr std::string_view begins_number = "0123456789+- \t\n\r\v\f";
    return step.kind == JsonStep::Kind::any_element ||
           (step.kind == JsonStep::Kind::key &&
            (step.key.empty() || begins_number.find(step.key.front()) == std::string_view::npos));
}

}  // namespace

// What is no container is masked as the one element of an array.
std::string render_members(const Masked& masked, const std::string& value,
                           const RenderContainer& render_container) {
    const Container whole{"r.v", "r.t", fmt::format("({})::pg_catalog.text", value)};
    return render_sql(
        "(SELECT CASE WHEN o.a THEN o.v `->` 0 ELSE o.v END FROM (SELECT {1}::pg_catalog.jsonb AS "
        "v, r.a FROM (SELECT CASE WHEN u.a THEN pg_catalog.jsonb_build_array(u.v) ELSE u.v END AS "
        "v, CASE WHEN u.a THEN 'array' ELSE u.t END AS t, u.a FROM (SELECT d.v, d.t, d.t `<>` ALL "
        "({2}) AS a FROM (SELECT {0} `#>` '{{}}'::pg_catalog.text[] AS v, "
        "pg_catalog.jsonb_typeof({0}) AS t OFFSET 0) AS d OFFSET 0) AS u OFFSET 0) AS r OFFSET 0) "
        "AS o)",
        value, render_level(masked, whole, levels, render_container), containers);
}

bool has_plain_paths(const std::vector<JsonRule>& rules) {
    return !rules.empty() && std::all_of(rules.begin(), rules.end(), [](const JsonRule& rule) {
        return !rule.keys && !rule.path.empty() &&
               std::all_of(rule.path.begin(), rule.path.end(), is_followed);
    });
}

// No path stands twice. Of two paths of which one leads into what the other means, only one can
// meet what is no container, so that no value is masked twice.
std::string render_plain_paths(const std::vector<JsonRule>& rules, const Masked& masked,
                               const std::string& value, const std::string& otherwise) {
    const std::string document = fmt::format("({})", value);
    const auto writer_of = [&](const JsonRule& rule) {
        return PathWriter{rule.call, masked, document};
    };
    std::string set = document;
    std::vector<const JsonRule*> later;
    bool elements = false;
    for (const JsonRule& rule : rules) {
        if (!begins_with_key(rule) || (elements && has_elements(rule))) {
            later.push_back(&rule);
            continue;
        }
        elements = elements || has_elements(rule);
        set = writer_of(rule).render_set(set, document, "''", rule.path);
    }
    if (later.size() < rules.size()) {
        set = render_in_object(document, set);
    }
    // Two paths may lead into elements of one array, so the second has what the first has made.
    for (const JsonRule* const rule : later) {
        set = fmt::format("(SELECT {} FROM (SELECT {} AS v OFFSET 0) AS p)",
                          writer_of(*rule).render("p.v", "''", rule->path), set);
    }
    return fmt::format("coalesce({}, ({})::pg_catalog.jsonb)", set, otherwise);
}

}  // namespace subset
