#include "config/nearest_name.hpp"
#include "mask/preset.hpp"
#include "subset/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace subset {
namespace {

struct Named {
    std::string_view name;
    Preset preset;
};

constexpr std::array named_presets = std::to_array<Named>({
    {"@null", Preset::null},
    {"@hash", Preset::hash},
    {"@uuid", Preset::uuid},
    {"@email", Preset::email},
    {"@name", Preset::name},
    {"@first_name", Preset::first_name},
    {"@last_name", Preset::last_name},
    {"@phone", Preset::phone},
    {"@address", Preset::address},
    {"@city", Preset::city},
    {"@postcode", Preset::postcode},
    {"@company", Preset::company},
    {"@iban", Preset::iban},
    {"@card", Preset::card},
    {"@ip", Preset::ip},
    {"@url", Preset::url},
    {"@text", Preset::text},
    {"@date", Preset::date},
    {"@number", Preset::number},
    {"@json", Preset::json},
    {"@id", Preset::id},
});

[[noreturn]] void fail(const std::string& message, const std::string& hint) {
    throw Error{ErrorKind::config, message, hint};
}

// Parses "$.user.email".
JsonPath parse_path(std::string_view mask, std::string_view path) {
    constexpr const char* hint =
        "Write @json(keys: $.user.email $.phones); a key may not have a dot.";
    if (!path.starts_with("$.")) {
        fail(fmt::format("the mask {} names \"{}\", which is no path", mask, path), hint);
    }
    JsonPath steps;
    path.remove_prefix(2);
    for (bool more = true; more;) {
        const auto dot = path.find('.');
        const std::string_view key = path.substr(0, dot);
        if (key.empty() || key.find_first_of("\"\\[]*") != std::string_view::npos) {
            fail(fmt::format("the mask {} has a path with an unusable key", mask), hint);
        }
        steps.push_back({JsonStep::Kind::key, std::string{key}});
        more = dot != std::string_view::npos;
        path.remove_prefix(more ? dot + 1 : path.size());
    }
    return steps;
}

std::vector<JsonRule> parse_rules(std::string_view mask, std::string_view arguments) {
    constexpr std::string_view label = "(keys:";
    if (!arguments.starts_with(label) || !arguments.ends_with(')')) {
        fail(fmt::format("the mask {} is not understood", mask),
             "Write @json, or @json(keys: $.user.email $.phone) for some of its keys.");
    }
    arguments = arguments.substr(label.size(), arguments.size() - label.size() - 1);
    std::vector<JsonRule> rules;
    for (std::size_t begin = arguments.find_first_not_of(" ,"); begin != std::string_view::npos;) {
        const std::size_t end = std::min(arguments.find_first_of(" ,", begin), arguments.size());
        JsonRule& rule = rules.emplace_back();
        rule.path = parse_path(mask, arguments.substr(begin, end - begin));
        rule.call.preset = Preset::json;
        begin = arguments.find_first_not_of(" ,", end);
    }
    if (rules.empty()) {
        fail(fmt::format("the mask {} names no key", mask),
             "Write @json(keys: $.user.email $.phone), or @json for all of it.");
    }
    return rules;
}

}  // namespace

PresetCall parse_preset(std::string_view mask) {
    const std::string_view name = mask.substr(0, mask.find('('));
    const auto* const found = std::find_if(named_presets.begin(), named_presets.end(),
                                           [&](const Named& each) { return each.name == name; });
    if (found == named_presets.end()) {
        const std::vector<std::string> names = preset_names();
        const std::vector<std::string_view> views{names.begin(), names.end()};
        const auto nearest = config::nearest_name(name, views);
        fail(fmt::format("there is no mask {}", name),
             nearest ? fmt::format("Did you mean {}?", *nearest)
                     : fmt::format("There are {}; anything else is SQL over the row c.",
                                   fmt::join(names, ", ")));
    }
    PresetCall call;
    call.preset = found->preset;
    if (name.size() < mask.size()) {
        if (call.preset != Preset::json) {
            fail(fmt::format("the mask {} takes no arguments", name), "Write it alone.");
        }
        call.json = parse_rules(mask, mask.substr(name.size()));
    }
    return call;
}

std::vector<std::string> preset_names() {
    std::vector<std::string> names;
    for (const Named& each : named_presets) {
        names.emplace_back(each.name);
    }
    return names;
}

}  // namespace subset
