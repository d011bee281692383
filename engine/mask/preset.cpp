#include "mask/preset.hpp"

#include "mask/made_up/made_up_value.hpp"
#include "mask/made_up/preset_forms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace subset {
namespace {

struct Known {
    std::string_view name;
    Preset preset;
    // The preset makes values of this class.
    ValueClass value;
    // The preset needs at least so many characters.
    std::size_t least;
};

constexpr std::size_t any_length = 1;

constexpr std::array known_presets = std::to_array<Known>({
    {"@null", Preset::null, ValueClass::other, any_length},
    {"@fixed", Preset::fixed, ValueClass::other, any_length},
    {"@hash", Preset::hash, ValueClass::text, any_length},
    {"@uuid", Preset::uuid, ValueClass::uuid, 36},
    {"@id", Preset::id, ValueClass::number, any_length},
    {"@email", Preset::email, ValueClass::text, any_length},
    {"@url", Preset::url, ValueClass::text, 21},
    {"@username", Preset::username, ValueClass::text, any_length},
    {"@name", Preset::name, ValueClass::text, any_length},
    {"@first_name", Preset::first_name, ValueClass::text, any_length},
    {"@last_name", Preset::last_name, ValueClass::text, any_length},
    {"@company", Preset::company, ValueClass::text, any_length},
    {"@city", Preset::city, ValueClass::text, any_length},
    {"@address", Preset::address, ValueClass::text, any_length},
    {"@phone", Preset::phone, ValueClass::text, any_length},
    {"@postcode", Preset::postcode, ValueClass::text, any_length},
    {"@iban", Preset::iban, ValueClass::text, 22},
    {"@card", Preset::card, ValueClass::text, 16},
    {"@ip", Preset::ip, ValueClass::ip, 14},
    {"@text", Preset::text, ValueClass::text, any_length},
    {"@date", Preset::date, ValueClass::date, any_length},
    {"@number", Preset::number, ValueClass::number, any_length},
    {"@json", Preset::json, ValueClass::json, any_length},
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
        case Preset::date:
            return value == ValueClass::date || value == ValueClass::span ||
                   value == ValueClass::clock;
        default:
            return value == preset.value;
    }
}

// What a preset may keep: "keep: last 4". Altered values say it for themselves.
std::string_view keepable(Preset preset) {
    switch (preset) {
        case Preset::email:
            return "domain";
        case Preset::card:
            return "last 4";
        case Preset::phone:
            return "country";
        default:
            return "";
    }
}

// Returns log2 of the number of masks.
std::optional<double> bits_of(const PresetCall& call, const Masked& masked) {
    const bool sized = masked.shape.value == ValueClass::text;
    switch (call.preset) {
        case Preset::hash:
            return 4.0 *
                   static_cast<double>(
                       sized ? std::min<std::size_t>(64, length_for(masked).value_or(64)) : 64);
        case Preset::uuid:
            return 122;
        case Preset::id:
            return std::numeric_limits<double>::infinity();
        case Preset::date:
            return masked.shifted_by_value ? std::optional{std::numeric_limits<double>::infinity()}
                                           : std::nullopt;
        case Preset::ip:
            return masked.base_type.starts_with("cidr")
                       ? std::nullopt
                       : std::optional{bits_of_made_up(call, masked)};
        case Preset::phone:
            return call.keep ? std::nullopt : std::optional{bits_of_made_up(call, masked)};
        default:
            return made_up_by(call.preset) == MadeUp::nothing
                       ? std::nullopt
                       : std::optional{bits_of_made_up(call, masked)};
    }
}

std::optional<std::string> find_collisions(const PresetCall& call, const Masked& masked,
                                           std::string_view name) {
    const auto most = count_distinct(call, masked);
    if (!most) {
        const bool integer = masked.base_type == "smallint" || masked.base_type == "integer" ||
                             masked.base_type == "bigint";
        return fmt::format("{}{} does not keep the values of a unique column apart{}", name,
                           call.keep ? fmt::format("(keep: {})", *call.keep) : "",
                           masked.shape.value == ValueClass::text ? "; @id and @hash do"
                           : integer                              ? "; @id does"
                                                                  : "");
    }
    const auto rows = static_cast<double>(masked.rows.value_or(0));
    if (rows <= *most && *most >= 1) {
        return std::nullopt;
    }
    const auto length = masked.shape.length;
    const char* const better =
        masked.shape.value == ValueClass::text ? "; @id and @hash keep more apart" : "";
    return fmt::format(
        "{} keeps the values of a unique column apart up to {:.0f} rows{}, and there are about "
        "{:.0f}{}",
        name, std::floor(*most),
        masked.shape.value == ValueClass::text && length ? fmt::format(" in {} characters", *length)
                                                         : "",
        rows, better);
}

std::optional<std::string> find_misfit_of_date(const PresetCall& call, const Masked& masked) {
    const bool is_date = masked.shape.value == ValueClass::date;
    if (masked.shifted_by_value && !is_date) {
        return fmt::format(
            "its values are in a key, where values that differ must stay different, and @date "
            "keeps no values of type {} apart; write SQL of your own",
            masked.base_type);
    }
    if (masked.shifted_by_value && call.by) {
        return "its dates are in a key, where dates that differ must stay different, and move by "
               "their value alone; write @date without by";
    }
    if (call.within && element_type(masked) == "interval") {
        return "an interval moves by a tenth of itself at most; write @date without within";
    }
    return std::nullopt;
}

}  // namespace

bool is_of_person(Preset preset) {
    const MadeUp made_up = made_up_by(preset);
    return made_up == MadeUp::words || made_up == MadeUp::handle || preset == Preset::phone;
}

std::string_view preset_name(Preset preset) { return known_of(preset).name; }

// Among n values, n^2 / 2 pairs may meet, each with a chance of one in the number of masks. One
// such meeting is expected in a hundred twins.
std::optional<double> count_distinct(const PresetCall& call, const Masked& masked) {
    constexpr double expected = 0.01;
    const auto bits = bits_of(call, masked);
    return bits ? std::optional{std::sqrt(2 * expected * std::exp2(*bits))} : std::nullopt;
}

std::optional<std::string> find_misfit(const PresetCall& call, const Masked& column) {
    const Masked masked = with_form(call, column);
    const Known& preset = known_of(call.preset);
    if (call.preset == Preset::null) {
        return std::nullopt;
    }
    if (!makes(preset, masked.shape.value)) {
        return fmt::format("{} is not for values of type {}", preset.name, masked.base_type);
    }
    if (call.preset == Preset::date) {
        if (const auto misfit = find_misfit_of_date(call, masked)) {
            return misfit;
        }
    }
    const std::string_view kept = keepable(call.preset);
    if (!kept.empty() && call.keep && *call.keep != kept) {
        return fmt::format("{} can keep: {}, and not \"{}\"", preset.name, kept, *call.keep);
    }
    const bool sized = masked.shape.value == ValueClass::text && call.preset != Preset::fixed;
    if (sized && masked.shape.length && *masked.shape.length < preset.least) {
        return fmt::format("{} needs {} characters at least, and there is room for {}", preset.name,
                           preset.least, *masked.shape.length);
    }
    return masked.unique ? find_collisions(call, masked, preset.name) : std::nullopt;
}

}  // namespace subset
