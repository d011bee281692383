// preset.hpp
//
// Presets are masks that come with the program, "@email" and the like, as SQL that a source of
// PostgreSQL 13 runs without anything being created in it. A preset's value depends on the column's
// value and on the key of [mask] alone: it is made of the HMAC-SHA256 (RFC 2104) of the value's
// text. The key itself is in no statement: two settings of the session hold its padded forms
// (source/masks/mask_keys.hpp). The same value has the same mask in every column that has room for
// it.
//
// What can be somebody's is nobody's: addresses of mail and of pages are at example.com, telephone
// numbers have the country code 999, which no country has, and accounts a bank code that no bank
// has. Names and addresses are of words that many people share (made_up/dictionary.hpp).
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
    fixed,
    hash,
    uuid,
    id,
    email,
    url,
    username,
    name,
    first_name,
    last_name,
    company,
    city,
    address,
    phone,
    postcode,
    iban,
    card,
    ip,
    text,
    date,
    number,
    json,
};

// "within: 30 d" or "within: 10 %".
struct Within {
    double amount = 0;
    std::string unit;  // "d", "%"
};

// A path leads from the document's root to what is meant: "$.user.tags[*]", "$..phone".
struct JsonStep {
    enum class Kind : std::uint8_t {
        key,
        any_element,  // [*]
        any_depth,    // "..": the next step may be met at any depth
    };
    Kind kind = Kind::key;
    std::string key = {};  // of Kind::key
    friend bool operator==(const JsonStep&, const JsonStep&) = default;
};
using JsonPath = std::vector<JsonStep>;

struct JsonRule;
class PresetForms;

// PresetCall is a preset with its arguments.
struct PresetCall {
    Preset preset{};
    std::optional<std::string> of = {};    // @email(c.other): SQL of what is masked instead
    std::optional<std::string> keep = {};  // "domain", "last 4", "country", "first 1", "shape"
    std::optional<std::string> by = {};    // @date(by: c.user_id): SQL over the row c
    std::optional<Within> within = {};
    std::string fixed = {};      // @fixed('...'): the value, no SQL
    std::vector<JsonRule> json;  // the rules of @json; empty: for all of the document
};

// JsonRule says what is done at a path of a document. @json without rules of its own stands for
// "all that is there": it is what @json(keys: $.a $.b) says of its paths.
struct JsonRule {
    JsonPath path = {};  // empty where `keys`
    bool keys = false;   // the keys of all objects are masked, not values
    PresetCall call = {};
};

[[nodiscard]] constexpr bool needs_key(Preset preset) noexcept {
    return preset != Preset::null && preset != Preset::fixed;
}

// Whether the preset says who somebody is: in a row with an identity it is made of that.
[[nodiscard]] bool is_of_person(Preset preset);

// Returns "@email".
[[nodiscard]] std::string_view preset_name(Preset preset);

// These settings hold the padded forms of the key, in hexadecimal digits.
inline constexpr const char* inner_key_setting = "subset.mask_inner_key";
inline constexpr const char* outer_key_setting = "subset.mask_outer_key";

// PresetForm is what a preset's values look like in every column that has the preset, so that equal
// values stay equal. The column that asks for most decides (preset_forms.hpp).
struct PresetForm {
    std::optional<std::size_t> length = {};  // characters that they take at most
    bool distinct = false;                   // one of the columns is unique
    bool folded = false;                     // one of the columns does not tell case apart
};

// Masked describes the column that a preset must fit.
struct Masked {
    ValueShape shape = {};
    std::string base_type = {};
    bool unique = false;                        // distinct values must stay distinct
    bool folded = false;                        // values that differ in case alone are equal
    PresetForm form = {};                       // of the preset in all columns
    const PresetForms* forms = nullptr;         // where the form is found
    std::string row_key = {};                   // SQL of a text that says by how much @date moves
    bool shifted_by_value = false;              // @date keeps distinct values distinct
    bool whole_days = false;                    // @date keeps the time of day
    std::string column = {};                    // "public.users.email"
    std::optional<std::uint64_t> rows = {};     // about so many values must stay distinct
    std::vector<std::string> locales = {"en"};  // of [mask] locale: whose names are made up
    std::optional<std::string> identity = {};   // SQL of what says who the row is about
};

// Returns the type of the elements where the column is an array, and else the column's.
[[nodiscard]] std::string element_type(const Masked& masked);

// So many values can stand in a unique column with the preset, before it must be expected that two
// of a hundred such columns have equal masks in two rows. Returns nothing for a preset of which
// this cannot be said.
[[nodiscard]] std::optional<double> count_distinct(const PresetCall& call, const Masked& masked);

// Explains why the preset cannot fit, "@email makes text, and ... is numeric", or returns nothing.
[[nodiscard]] std::optional<std::string> find_misfit(const PresetCall& call, const Masked& masked);

// Renders the masked form of `value`, which is SQL, in the column's base type.
// Requires: no misfit.
[[nodiscard]] std::string render_preset(const PresetCall& call, const Masked& masked,
                                        const std::string& value);

// Renders the same of a value that is not NULL.
// Requires: the preset is not @null.
[[nodiscard]] std::string render_preset_of_value(const PresetCall& call, const Masked& masked,
                                                 const std::string& value);

// Renders the HMAC that render_preset() takes parts of, if it is one of the whole value.
[[nodiscard]] std::string render_hmac_of(const PresetCall& call, const Masked& masked,
                                         const std::string& value);

}  // namespace subset
