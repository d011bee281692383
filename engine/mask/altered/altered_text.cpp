#include "mask/altered/altered_text.hpp"

#include "mask/altered/sql_pattern.hpp"
#include "mask/made_up/made_up_value.hpp"
#include "mask/mask_digits.hpp"
#include "util/parse_leading.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace subset {
namespace {

struct Syllable {
    char digit;
    std::string_view letters;
};

// Each stands for one digit; the six letters among hexadecimal digits stay. Half of them end a
// word. Each takes a twentieth of an HMAC.
constexpr std::array<Syllable, 10> syllables = {{
    {'0', "lo"},
    {'1', "rim "},
    {'2', "ip"},
    {'3', "sum "},
    {'4', "non"},
    {'5', "lor "},
    {'6', "pos "},
    {'7', "nis "},
    {'8', "tru"},
    {'9', "hic "},
}};
constexpr std::size_t digits_in_text = 14;

// About as many letters come of every text, so that its length says nothing.
std::string render_words(const std::string& hashed) {
    std::string words = MaskDigits{hashed}.hex(digits_in_text);
    for (const Syllable& each : syllables) {
        words = fmt::format("pg_catalog.replace({}, '{}', '{}')", words, each.digit, each.letters);
    }
    return fmt::format("pg_catalog.rtrim({})", words);
}

std::string fit_to_column(const std::string& text, const Masked& masked) {
    const auto length = length_for(masked);
    return length ? fmt::format("pg_catalog.\"left\"({}, {})", text, *length) : text;
}

// Letters outside of ASCII become some of a to z. Most words consist of small letters alone and are
// replaced as a whole, the others letter by letter.
std::string render_same_shape(const std::string& text, const std::string& hashed) {
    constexpr std::string_view small = "'abcdefghijklmnop'";
    constexpr std::string_view large = "'ABCDEFGHIJKLMNOP'";
    constexpr std::string_view digits = "'0123456789012345'";
    const auto some = [&](std::string_view kind) {
        return render_sql(
            "pg_catalog.translate(pg_catalog.substr(k.r, 1 `+` pg_catalog.mod(w.o `*` 5 `+` s.o, "
            "64)::pg_catalog.int4, 1), {0}, {1})",
            small, kind);
    };
    const auto between = [](std::string_view first, std::string_view last) {
        return render_sql("s.v COLLATE \"C\" `>=` '{0}' AND s.v COLLATE \"C\" `<=` '{1}'", first,
                          last);
    };
    const std::string by_letters = render_sql(
        "(SELECT pg_catalog.string_agg(CASE WHEN {0} THEN {1} WHEN {2} THEN {3} WHEN {4} OR s.v "
        "COLLATE \"C\" `>` '~' THEN {5} ELSE s.v END, '' ORDER BY s.o) FROM "
        "pg_catalog.unnest(pg_catalog.string_to_array(w.v, NULL)) WITH ORDINALITY AS s (v, o))",
        between("A", "Z"), some(large), between("0", "9"), some(digits), between("a", "z"),
        some(small));
    return render_sql(
        "coalesce((SELECT pg_catalog.string_agg(CASE WHEN w.v COLLATE \"C\" `~` "
        "'^[a-z]{{1,32}}$' THEN pg_catalog.substr(k.r, 1 `+` pg_catalog.mod(w.o `*` 5, "
        "32)::pg_catalog.int4, pg_catalog.length(w.v)) ELSE coalesce({0}, '') END, ' ' ORDER BY "
        "w.o) FROM (SELECT pg_catalog.translate({1}, {2}, {3}) AS r OFFSET 0) AS k CROSS JOIN "
        "pg_catalog.unnest(pg_catalog.string_to_array({4}, ' ')) WITH ORDINALITY AS w (v, o)), '')",
        by_letters, MaskDigits{hashed}.hex(64), hex_digits, small, text);
}

}  // namespace

std::string render_altered_text(const PresetCall& call, const Masked& masked,
                                const std::string& text, const std::string& hashed) {
    if (call.keep == "shape") {
        return render_same_shape(text, hashed);
    }
    constexpr std::string_view first = "first ";
    const std::string words = render_words(hashed);
    if (call.keep && call.keep->starts_with(first)) {
        const auto kept = parse_leading<int>(std::string_view{*call.keep}.substr(first.size()));
        return fit_to_column(
            render_sql("(pg_catalog.\"left\"({0}, {1}) `||` {2})", text, kept.value_or(0), words),
            masked);
    }
    return fit_to_column(words, masked);
}

}  // namespace subset
