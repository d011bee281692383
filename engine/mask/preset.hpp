// preset.hpp
//
// Masks that come with the program: "@email" and the like, as SQL that a source of PostgreSQL 13
// runs without anything being created in it. A preset's value depends on the column's value and on
// the key of [mask] alone: HMAC-SHA256 (RFC 2104) of the value's text, from which letters and
// digits are taken. The key itself is in no statement: two settings of the session hold its padded
// forms (set_mask_key.hpp).
//
// Made-up names begin with "Zv", addresses of mail and pages are in example.com, telephone numbers
// in the country code 999, which nobody has: nothing that comes out is anybody's.
//
// Thread-safety: pure functions.
#pragma once

#include "mask/value_class.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

enum class Preset : std::uint8_t {
    null,
    hash,
    uuid,
    email,
    name,
    first_name,
    last_name,
    phone,
    address,
    city,
    postcode,
    company,
    iban,
    card,
    ip,
    url,
    text,
    date,
    number,
    json,
};

using JsonPath = std::vector<std::string>;  // keys, from the outermost on

struct PresetCall {
    Preset preset{};
    std::vector<JsonPath> paths;  // of @json(keys: $.user.email ...)
};

[[nodiscard]] constexpr bool is_preset(std::string_view mask) noexcept {
    return mask.starts_with('@');
}
// What "@email" calls. Throws: Error(config) without a place, where there is no such preset.
[[nodiscard]] PresetCall parse_preset(std::string_view mask);
// "@email", ...: all of them.
[[nodiscard]] std::vector<std::string> preset_names();
[[nodiscard]] constexpr bool needs_key(Preset preset) noexcept { return preset != Preset::null; }

// The settings that hold the key's padded forms, in hexadecimal digits.
inline constexpr const char* inner_key_setting = "subset.mask_inner_key";
inline constexpr const char* outer_key_setting = "subset.mask_outer_key";

// What a preset is to be fitted to.
struct Masked {
    ValueShape shape;
    std::string base_type;
    bool unique = false;  // distinct values must stay distinct
    bool folded = false;  // values that differ in case alone are equal
    std::string row_key;  // SQL of a text that names the row, for @date
};

// Why the preset cannot fit, or nothing: "@email makes text, and ... is numeric".
[[nodiscard]] std::optional<std::string> find_misfit(const PresetCall& call, const Masked& masked);

// The masked form of `value`, SQL, in the column's base type. Requires: no misfit.
[[nodiscard]] std::string render_preset(const PresetCall& call, const Masked& masked,
                                        const std::string& value);

}  // namespace subset
