#include "mask/preset.hpp"

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
    {"@fixed", Preset::fixed, ValueClass::other, any_length, never},
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
    {"@id", Preset::id, ValueClass::number, any_length, any_length},
});

const Known& known_of(Preset preset) {
    return *std::find_if(known_presets.begin(), known_presets.end(),
                         [&](const Known& each) { return each.preset == preset; });
}

bool makes(const Known& preset, ValueClass value) {
    switch (preset.preset) {
        case Preset::null:
        case Preset::fixed:
            return true;
        case Preset::hash:
            return value == ValueClass::text || value == ValueClass::bytes;
        case Preset::uuid:
        case Preset::ip:
        case Preset::id:
            return value == preset.value || value == ValueClass::text;
        default:
            return value == preset.value;
    }
}

}  // namespace

std::optional<std::string> find_misfit(const PresetCall& call, const Masked& masked) {
    const Known& preset = known_of(call.preset);
    if (call.preset == Preset::null) {
        return std::nullopt;
    }
    if (!makes(preset, masked.shape.value)) {
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
