// preset.hpp
//
// Presets are masks that come with the program, "@email" and the like, as SQL that a source of
// PostgreSQL 13 runs without anything being created in it. A preset's value depends on the column's
// value and on the key of [mask] alone: its letters and digits are taken from the HMAC-SHA256 (RFC
// 2104) of the value's text. The key itself is in no statement: two settings of the session hold
// its padded forms (set_mask_key.hpp).
//
// Nothing that comes out belongs to anybody: made-up names begin with "Zv", addresses of mail and
// of pages are in example.com, and telephone numbers have the country code 999, which no country
// has.
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
// Parses "@email" and the like.
// Throws: Error(config) without a place, where there is no such preset.
[[nodiscard]] PresetCall parse_preset(std::string_view mask);
// Returns the names of all presets: "@email", ...
[[nodiscard]] std::vector<std::string> preset_names();
[[nodiscard]] constexpr bool needs_key(Preset preset) noexcept { return preset != Preset::null; }

// These settings hold the padded forms of the key, in hexadecimal digits.
inline constexpr const char* inner_key_setting = "subset.mask_inner_key";
inline constexpr const char* outer_key_setting = "subset.mask_outer_key";

// Masked describes the column that a preset must fit.
struct Masked {
    ValueShape shape;
    std::string base_type;
    bool unique = false;  // distinct values must stay distinct
    bool folded = false;  // values that differ in case alone are equal
    std::string row_key;  // SQL of a text that names the row, for @date
};

// Explains why the preset cannot fit, "@email makes text, and ... is numeric", or returns nothing.
[[nodiscard]] std::optional<std::string> find_misfit(const PresetCall& call, const Masked& masked);

// Renders the masked form of `value`, which is SQL, in the column's base type.
// Requires: no misfit.
[[nodiscard]] std::string render_preset(const PresetCall& call, const Masked& masked,
                                        const std::string& value);

}  // namespace subset
