#include "mask/preset.hpp"

#include "config/nearest_name.hpp"
#include "subset/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace subset {
namespace {

struct Known {
    std::string_view name;
    Preset preset;
    // The preset makes values of this class.
    ValueClass value;
    // The preset needs at least so many characters; the second number is for columns where distinct
    // values must stay distinct, and is 0 where the preset cannot keep them so.
    std::size_t least;
    std::size_t least_if_unique;
};

constexpr std::size_t any_length = 1;
constexpr std::size_t never = 0;

// Distinct values need 57 random bits or more to stay distinct: then two of a million values become
// equal with a probability of one in a million.
constexpr std::array known_presets = std::to_array<Known>({
    {"@null", Preset::null, ValueClass::other, any_length, any_length},
    {"@hash", Preset::hash, ValueClass::text, any_length, 15},
    {"@uuid", Preset::uuid, ValueClass::uuid, 36, 36},
    {"@email", Preset::email, ValueClass::text, any_length, 29},
    {"@name", Preset::name, ValueClass::text, any_length, 23},
    {"@first_name", Preset::first_name, ValueClass::text, any_length, 20},
    {"@last_name", Preset::last_name, ValueClass::text, any_length, 20},
    {"@phone", Preset::phone, ValueClass::text, any_length, 22},
    {"@address", Preset::address, ValueClass::text, any_length, 29},
    {"@city", Preset::city, ValueClass::text, any_length, 20},
    {"@postcode", Preset::postcode, ValueClass::text, any_length, 18},
    {"@company", Preset::company, ValueClass::text, any_length, 24},
    {"@iban", Preset::iban, ValueClass::text, 22, 22},
    {"@card", Preset::card, ValueClass::text, 16, 19},
    {"@ip", Preset::ip, ValueClass::ip, 14, 38},
    {"@url", Preset::url, ValueClass::text, 21, 36},
    {"@text", Preset::text, ValueClass::text, any_length, never},
    {"@date", Preset::date, ValueClass::date, any_length, never},
    {"@number", Preset::number, ValueClass::number, any_length, never},
    {"@json", Preset::json, ValueClass::json, any_length, never},
});

const Known& known_of(Preset preset) {
    return *std::find_if(known_presets.begin(), known_presets.end(),
                         [&](const Known& each) { return each.preset == preset; });
}

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
    JsonPath keys;
    path.remove_prefix(2);
    for (bool more = true; more;) {
        const auto dot = path.find('.');
        const std::string_view key = path.substr(0, dot);
        if (key.empty() || key.find_first_of("\"\\[]*") != std::string_view::npos) {
            fail(fmt::format("the mask {} has a path with an unusable key", mask), hint);
        }
        keys.emplace_back(key);
        more = dot != std::string_view::npos;
        path.remove_prefix(more ? dot + 1 : path.size());
    }
    return keys;
}

std::vector<JsonPath> parse_paths(std::string_view mask, std::string_view arguments) {
    constexpr std::string_view label = "(keys:";
    if (!arguments.starts_with(label) || !arguments.ends_with(')')) {
        fail(fmt::format("the mask {} is not understood", mask),
             "Write @json, or @json(keys: $.user.email $.phone) for some of its keys.");
    }
    arguments = arguments.substr(label.size(), arguments.size() - label.size() - 1);
    std::vector<JsonPath> paths;
    for (std::size_t begin = arguments.find_first_not_of(" ,"); begin != std::string_view::npos;) {
        const std::size_t end = std::min(arguments.find_first_of(" ,", begin), arguments.size());
        paths.push_back(parse_path(mask, arguments.substr(begin, end - begin)));
        begin = arguments.find_first_not_of(" ,", end);
    }
    if (paths.empty()) {
        fail(fmt::format("the mask {} names no key", mask),
             "Write @json(keys: $.user.email $.phone), or @json for all of it.");
    }
    return paths;
}

bool makes(const Known& preset, ValueClass value) {
    switch (preset.preset) {
        case Preset::null:
            return true;
        case Preset::hash:
            return value == ValueClass::text || value == ValueClass::bytes;
        case Preset::uuid:
        case Preset::ip:
            return value == preset.value || value == ValueClass::text;
        default:
            return value == preset.value;
    }
}

}  // namespace

PresetCall parse_preset(std::string_view mask) {
    const std::string_view name = mask.substr(0, mask.find('('));
    const auto* const found = std::find_if(known_presets.begin(), known_presets.end(),
                                           [&](const Known& each) { return each.name == name; });
    if (found == known_presets.end()) {
        const std::vector<std::string> names = preset_names();
        const std::vector<std::string_view> views{names.begin(), names.end()};
        const auto nearest = config::nearest_name(name, views);
        fail(fmt::format("there is no mask {}", name),
             nearest ? fmt::format("Did you mean {}?", *nearest)
                     : fmt::format("There are {}; anything else is SQL over the row c.",
                                   fmt::join(names, ", ")));
    }
    PresetCall call{found->preset, {}};
    if (name.size() < mask.size()) {
        if (call.preset != Preset::json) {
            fail(fmt::format("the mask {} takes no arguments", name), "Write it alone.");
        }
        call.paths = parse_paths(mask, mask.substr(name.size()));
    }
    return call;
}

std::vector<std::string> preset_names() {
    std::vector<std::string> names;
    for (const Known& each : known_presets) {
        names.emplace_back(each.name);
    }
    return names;
}

std::optional<std::string> find_misfit(const PresetCall& call, const Masked& masked) {
    const Known& preset = known_of(call.preset);
    if (call.preset == Preset::null) {
        return std::nullopt;
    }
    const bool of_elements = masked.shape.is_array && masked.shape.value != ValueClass::text;
    if (!makes(preset, masked.shape.value) || of_elements) {
        return fmt::format("{} is not for values of type {}", preset.name, masked.base_type);
    }
    const std::size_t least = masked.unique ? preset.least_if_unique : preset.least;
    const bool sized = masked.shape.value == ValueClass::text;
    if (least == never ||
        (masked.unique && call.preset == Preset::ip && masked.base_type == "cidr")) {
        return fmt::format("{} does not keep the values of a unique column apart", preset.name);
    }
    if (sized && masked.shape.length && *masked.shape.length < least) {
        return fmt::format(
            "{} needs {} characters {}, and there is room for {}", preset.name, least,
            masked.unique ? "to keep the values of a unique column apart" : "at least",
            *masked.shape.length);
    }
    return std::nullopt;
}

}  // namespace subset
