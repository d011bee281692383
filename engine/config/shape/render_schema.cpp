// Renders the shape of a config as JSON Schema, draft 4: editors of TOML know no later one for
// sure.
#include "config/shape/config_shape.hpp"
#include "config/shape/key_texts.hpp"
#include "subset/config.hpp"
#include "subset/version.hpp"
#include "util/json_string.hpp"

#include <fmt/format.h>

#include <array>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace subset {
namespace {

using config::ConfigShape;
using config::KeyShape;
using config::KeyType;
using config::SectionShape;
using report::render_json_string;

// A string that names a variable of the environment can be anything.
constexpr std::string_view of_variable = R"({"type":"string","pattern":"\\$\\{"})";
constexpr std::string_view no_text = R"({"type":"string","pattern":"\\S"})";

// Each of these patterns is that of a number with a unit, as config/quantity.hpp reads it.
constexpr std::string_view size_pattern =
    R"(^[ \\t]*([0-9]+\\.?[0-9]*|\\.[0-9]+)[ \\t]*([bB]|[kKmMgGtT][bB])[ \\t]*$)";
constexpr std::string_view duration_pattern =
    R"(^[ \\t]*(([0-9]+\\.?[0-9]*|\\.[0-9]+)[ \\t]*(ms|s|min|h|d)|0+)[ \\t]*$)";
constexpr std::string_view rate_pattern =
    R"(^[ \\t]*([0-9]+\\.?[0-9]*|\\.[0-9]+)[ \\t]*([bB]|[kKmMgGtT][bB])[ \\t]*/s[ \\t]*$)";
constexpr std::string_view percent_pattern =
    R"(^[ \\t]*0*(100(\\.0*)?|[0-9]{1,2}(\\.[0-9]*)?|\\.[0-9]+)[ \\t]*%[ \\t]*$)";
// Nothing, whatever the unit.
constexpr std::string_view zero_pattern = R"(^[ \\t]*[0.]+[ \\t]*[a-zA-Z%])";

std::string render_pattern(std::string_view pattern) {
    return fmt::format(R"({{"type":"string","pattern":"{}"}})", pattern);
}

// Neither what the pattern does not match nor 0.
std::string render_amount(std::string_view pattern) {
    return fmt::format(R"({{"type":"string","pattern":"{}","not":{{"pattern":"{}"}}}})", pattern,
                       zero_pattern);
}

std::string render_any(std::initializer_list<std::string_view> schemas) {
    return fmt::format(R"({{"anyOf":[{}]}})", fmt::join(schemas, ","));
}

std::string render_schema_strings(const std::vector<std::string>& texts) {
    std::string json = "[";
    for (const std::string& text : texts) {
        json += (json.size() == 1 ? "" : ",") + render_json_string(text);
    }
    return json + "]";
}

std::string render_choice(const KeyShape& key) {
    return render_any(
        {fmt::format(R"({{"enum":{}}})", render_schema_strings(key.choices)), of_variable});
}

std::string render_list(std::string_view of) {
    return fmt::format(R"({{"type":"array","minItems":1,"items":{}}})", of);
}

std::string render_integer(const KeyShape& key) {
    return fmt::format(R"({{"type":"integer"{}{}}})",
                       key.least ? fmt::format(R"(,"minimum":{})", *key.least) : "",
                       key.most ? fmt::format(R"(,"maximum":{})", *key.most) : "");
}

std::string render_value(const KeyShape& key) {
    constexpr std::string_view counted = R"({"type":"integer","minimum":1})";
    switch (key.shape) {
        case KeyType::raw_text:
            return R"({"type":"string"})";
        case KeyType::table:
            // Neither the schema before the first dot nor the name may be empty.
            return render_pattern(R"(^[^.]+(\\..+)?$)");
        case KeyType::texts:
            return render_list(no_text);
        case KeyType::sql_table:
            return fmt::format(R"({{"type":"object","minProperties":1,"additionalProperties":{}}})",
                               no_text);
        case KeyType::counts:
            return fmt::format(R"({{"type":"object","additionalProperties":{}}})", counted);
        case KeyType::choice:
            return render_choice(key);
        case KeyType::choices:
            return render_any({render_choice(key), render_list(render_choice(key))});
        case KeyType::flag:
            return R"({"type":"boolean"})";
        case KeyType::integer:
            return render_integer(key);
        case KeyType::size:
            return render_any({counted, render_amount(size_pattern), of_variable});
        case KeyType::duration:
            return render_any({render_pattern(duration_pattern), of_variable});
        case KeyType::rate:
            return render_any({render_amount(rate_pattern), of_variable});
        case KeyType::percent:
            return render_any({render_amount(percent_pattern), of_variable});
        default:
            return std::string{no_text};
    }
}

// Renders "description" first, so that the schema can be read, too.
std::string render_described(std::string_view text, const std::string& schema) {
    return text.empty() ? schema
                        : fmt::format(R"({{"description":{},{})", render_json_string(text),
                                      schema.substr(1));
}

// These are the rules about several keys of one section that the reader has no getter for. A test
// holds them against it.
struct Condition {
    std::string_view section;
    std::string_view schema;
};

constexpr std::string_view mode_that_keeps = R"("mode":{"enum":["keep","add"]})";

constexpr auto schema_conditions = std::to_array<Condition>({
    {"child", R"({"not":{"properties":{"follow":{"enum":["never"]}},"required":["follow"],)"
              R"("anyOf":[{"required":["where"]},{"required":["order_by"]},)"
              R"({"required":["limit"]}]}})"},
    {"cut", R"({"anyOf":[{"required":["columns"]},{"required":["name"]}]})"},
    {"table", R"({"anyOf":[{"required":["rows"]},{"required":["mask"]},)"
              R"({"required":["mask_when"]},{"required":["identity"]}]})"},
    {"root", R"({"anyOf":[{"properties":{"table":{"not":{"pattern":"[*?]"}}}},)"
             R"({"required":["columns"],"not":{"required":["query"]}}]})"},
    {"root", R"({"anyOf":[{"properties":{"table":{"pattern":"[*?]|\\$\\{"}}},)"
             R"({"not":{"required":["columns"]}}]})"},
    {"mask", R"({"properties":{"key":{"anyOf":[{"minLength":16},{"pattern":"\\$\\{"}]}}})"},
    {"mask", R"({"properties":{"keep":{"items":{"pattern":"^.+\\.[^.]+$|\\$\\{"}}}})"},
    {"target", R"({"not":{"properties":{"mode":{"enum":["add"]},"keep_cases":{"enum":[true]}},)"
               R"("required":["mode","keep_cases"]}})"},
    {"reference", R"({"properties":{"parent":{"not":{"pattern":"[*?]"}}}})"},
    {"reference", R"({"anyOf":[{"properties":{"table":{"not":{"pattern":"[*?]"}}}},)"
                  R"({"properties":{"columns":{"items":{"not":{"pattern":"^\\("}}}}}]})"},
});

// With these values of `mode`, [target] has its schema already.
std::string render_kept_schema() {
    std::string json;
    for (const std::string_view beside :
         {R"("required":["mode","file"])", R"("required":["mode","skip_extensions"])",
          R"("required":["mode","foreign_servers"])"}) {
        json += fmt::format(R"(,{{"not":{{"properties":{{{}}},{}}}}})", mode_that_keeps, beside);
    }
    json += fmt::format(R"(,{{"not":{{"properties":{{{},"atomic":{{"enum":["database","none"]}}}},)"
                        R"("required":["mode","atomic"]}}}})",
                        mode_that_keeps);
    json += R"(,{"not":{"properties":{"mode":{"enum":["add"]},"atomic":{"enum":["rows"]}},)"
            R"("required":["mode","atomic"]}})";
    return json.substr(1);
}

std::string render_conditions(const SectionShape& section) {
    std::string json;
    for (const auto& [key, other] : section.not_beside) {
        json += fmt::format(R"(,{{"not":{{"required":{}}}}})", render_schema_strings({key, other}));
    }
    for (const Condition& each : schema_conditions) {
        if (each.section == section.name) {
            json += fmt::format(",{}", each.schema);
        }
    }
    if (section.name == "target") {
        json += fmt::format(",{}", render_kept_schema());
    }
    return json.empty() ? json : fmt::format(",\n  \"allOf\":[{}]", json.substr(1));
}

std::string render_section(const SectionShape& section) {
    std::string keys;
    for (const KeyShape& key : section.keys) {
        keys += fmt::format(
            "{}\n    {}:{}", keys.empty() ? "" : ",", render_json_string(key.key),
            render_described(config::text_of_key(section.name, key.key), render_value(key)));
    }
    std::string rest;
    if (!section.required.empty()) {
        rest += fmt::format(",\n  \"required\":{}", render_schema_strings(section.required));
    }
    std::string needs;
    for (const auto& [key, other] : section.needs) {
        needs += fmt::format(",{}:{}", render_json_string(key), render_schema_strings({other}));
    }
    if (!needs.empty()) {
        rest += fmt::format(",\n  \"dependencies\":{{{}}}", needs.substr(1));
    }
    const std::string object = fmt::format(
        "{{\"type\":\"object\",\"additionalProperties\":false,\n  \"properties\":{{{}}}{}{}}}",
        keys, rest, render_conditions(section));
    return render_described(
        config::text_of_key(section.name, ""),
        section.list ? fmt::format("{{\"type\":\"array\",\"items\":{}}}", object) : object);
}

// These are the rules about several sections.
constexpr std::string_view document_conditions =
    R"({"not":{"properties":{"target":{"properties":{"mode":{"enum":["keep","add"]}},)"
    R"("required":["mode"]},"source":{"properties":{"dangling":{"enum":["keep"]}},)"
    R"("required":["dangling"]}},"required":["target","source"]}},
 {"not":{"properties":{"target":{"anyOf":[{"required":["file"]},{"required":["atomic"],)"
    R"("properties":{"atomic":{"enum":["none"]}}}]},"table":{"not":{"items":{"not":)"
    R"({"required":["rows"],"properties":{"rows":{"enum":["keep"]}}}}}}},)"
    R"("required":["target","table"]}},
 {"not":{"properties":{"limits":{"required":["fit"]}},"required":["limits"],)"
    R"("not":{"required":["root"]}}})";

}  // namespace

std::string render_config_schema() {
    std::string sections;
    for (const SectionShape& section : config::record_config_shape().sections) {
        sections += fmt::format("{}\n {}:{}", sections.empty() ? "" : ",",
                                render_json_string(section.name), render_section(section));
    }
    return fmt::format(
        "{{\"$schema\":\"http://json-schema.org/draft-04/schema#\",\n"
        "\"title\":\"twin.toml, the config of subset {}\",\n"
        "\"type\":\"object\",\"additionalProperties\":false,\n\"properties\":{{{}}},\n"
        "\"allOf\":[{}]}}\n",
        version, sections, document_conditions);
}

}  // namespace subset
