#include "mask/json_paths.hpp"

#include "mask/altered/altered_json.hpp"
#include "mask/altered/json_states.hpp"
#include "mask/altered/sql_pattern.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {

bool has_paths(const PresetCall& call) {
    return call.preset == Preset::json &&
           std::any_of(call.json.begin(), call.json.end(),
                       [](const JsonRule& rule) { return !rule.keys && !rule.path.empty(); });
}

std::string render_reached(const PresetCall& call, const std::string& type,
                           const std::string& value) {
    return fmt::format("({} SELECT pg_catalog.bit_or(n.s) FROM n)",
                       render_json_nodes(JsonStates{call.json}, type, value, false));
}

std::vector<UnmetPath> find_unmet(const PresetCall& call, const std::string& type,
                                  const std::string& value, std::string_view reached) {
    const JsonStates states{call.json};
    std::vector<UnmetPath> unmet;
    for (const JsonStates::Path& path : states.paths()) {
        const auto step = JsonStates::first_unmet(path, reached);
        if (!step) {
            continue;
        }
        unmet.push_back(
            {call.json[path.rule].path, *step, path.steps[*step].key,
             render_sql("({0} SELECT pg_catalog.array_agg(DISTINCT o.k) FROM n CROSS JOIN LATERAL "
                        "pg_catalog.{1}_object_keys(CASE n.t WHEN 'object' THEN n.v ELSE '{{}}' "
                        "END) AS o (k) WHERE {2})",
                        render_json_nodes(states, type, value, false), type,
                        states.render_wanted("n.s", path, *step))});
    }
    return unmet;
}

std::string render_json_path(const JsonPath& path) {
    std::string text = "$";
    bool deep = false;
    for (const JsonStep& step : path) {
        if (step.kind == JsonStep::Kind::any_depth) {
            text += "..";
        } else if (step.kind == JsonStep::Kind::any_element) {
            text += "[*]";
        } else {
            text += (deep ? "" : ".") + step.key;
        }
        deep = step.kind == JsonStep::Kind::any_depth;
    }
    return text;
}

std::string render_has_data_keys(const std::string& type, const std::string& value) {
    constexpr std::string_view data =
        "'@|^[+]?[0-9][-0-9 ()/.]{4,}$|^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$'";
    return render_sql("({0} SELECT pg_catalog.count(*) `>` 0 FROM n WHERE n.k `~` {1})",
                      render_json_nodes(JsonStates{{}}, type, value, false), data);
}

}  // namespace subset
