#include "mask/altered_value.hpp"

#include "mask/mask_digits.hpp"
#include "pg/quote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace subset {
namespace {

// Renders the greatest value that the type takes, as numeric. The text is empty where there is
// none.
std::string greatest_of(const Masked& masked) {
    if (masked.base_type == "smallint") {
        return "32767";
    }
    if (masked.base_type == "integer") {
        return "2147483647";
    }
    if (masked.base_type == "bigint") {
        return "9223372036854775807";
    }
    if (masked.shape.precision) {
        const int digits = std::max(0, *masked.shape.precision - masked.shape.scale);
        const int scale = std::max(0, masked.shape.scale);
        return fmt::format(
            "{}{}", digits == 0 ? "0" : std::string(static_cast<std::size_t>(digits), '9'),
            scale == 0 ? "" : "." + std::string(static_cast<std::size_t>(scale), '9'));
    }
    return {};
}

// Renders '{"user","email"}'::text[], with the first `length` keys of the path.
std::string render_json_path(const JsonPath& path, std::size_t length) {
    pg::ArrayLiteral keys;
    for (std::size_t index = 0; index < length; ++index) {
        keys.add(path[index].key);
    }
    return keys.sql() + "::pg_catalog.text[]";
}

// Renders a JSON text token by token: strings that are no keys, and numbers, are replaced.
std::string render_leaves(const std::string& json_text) {
    const std::string token = R"(("(?:[^"\\]|\\.)*")(\s*:)?|(-?[0-9][-+.0-9eE]*)|([^"0-9-]+))";
    const std::string leaf =
        fmt::format("CASE WHEN t.m[3] IS NULL THEN {} ELSE {}::pg_catalog.text END",
                    concatenate_texts({"'\"'", MaskDigits{"t.m[1]"}.hex(12), "'\"'"}),
                    MaskDigits{"t.m[3]"}.number(4));
    return fmt::format(
        "(SELECT pg_catalog.string_agg(CASE WHEN t.m[4] IS NOT NULL THEN t.m[4] WHEN t.m[2] IS NOT "
        "NULL THEN t.m[1] OPERATOR(pg_catalog.||) t.m[2] ELSE {} END, '' ORDER BY t.o) FROM "
        "pg_catalog.regexp_matches({}, {}, 'g') WITH ORDINALITY AS t (m, o))",
        leaf, json_text, pg::quote_literal(token));
}

// Renders j.d with the leaves at one path replaced. An array on the way is replaced as a whole, as
// its elements may hold the rest of the path.
std::string render_at_path(const JsonPath& path) {
    std::string cases;
    for (std::size_t length = 1; length <= path.size(); ++length) {
        const std::string keys = render_json_path(path, length);
        const std::string found = fmt::format("j.d OPERATOR(pg_catalog.#>) {}", keys);
        cases += fmt::format(
            " WHEN {} THEN pg_catalog.jsonb_set(j.d, {}, {}::pg_catalog.jsonb)",
            length == path.size()
                ? fmt::format("{} IS NOT NULL", found)
                : fmt::format("pg_catalog.jsonb_typeof({}) OPERATOR(pg_catalog.=) 'array'", found),
            keys, render_leaves(fmt::format("({})::pg_catalog.text", found)));
    }
    return fmt::format(
        "CASE WHEN pg_catalog.jsonb_typeof(j.d) OPERATOR(pg_catalog.=) 'array' THEN "
        "{}::pg_catalog.jsonb{} ELSE j.d END",
        render_leaves("j.d::pg_catalog.text"), cases);
}

}  // namespace

// Letters outside of ASCII become some of a to z. Most words consist of small letters alone and are
// replaced as a whole, the others letter by letter.
std::string render_altered_text(const std::string& text, const std::string& hashed) {
    constexpr std::string_view small = "'abcdefghijklmnop'";
    constexpr std::string_view large = "'ABCDEFGHIJKLMNOP'";
    constexpr std::string_view digits = "'0123456789012345'";
    const auto some = [&](std::string_view kind) {
        return fmt::format(
            "pg_catalog.translate(pg_catalog.substr(k.r, 1 OPERATOR(pg_catalog.+) "
            "pg_catalog.mod(w.o OPERATOR(pg_catalog.*) 5 OPERATOR(pg_catalog.+) s.o, "
            "64)::pg_catalog.int4, 1), {}, {})",
            small, kind);
    };
    const auto between = [](std::string_view first, std::string_view last) {
        return fmt::format(
            "s.v COLLATE \"C\" OPERATOR(pg_catalog.>=) '{}' AND s.v COLLATE \"C\" "
            "OPERATOR(pg_catalog.<=) '{}'",
            first, last);
    };
    const std::string by_letters = fmt::format(
        "(SELECT pg_catalog.string_agg(CASE WHEN {} THEN {} WHEN {} THEN {} WHEN {} OR s.v COLLATE "
        "\"C\" OPERATOR(pg_catalog.>) '~' THEN {} ELSE s.v END, '' ORDER BY s.o) FROM "
        "pg_catalog.unnest(pg_catalog.string_to_array(w.v, NULL)) WITH ORDINALITY AS s (v, o))",
        between("A", "Z"), some(large), between("0", "9"), some(digits), between("a", "z"),
        some(small));
    return fmt::format(
        "coalesce((SELECT pg_catalog.string_agg(CASE WHEN w.v COLLATE \"C\" OPERATOR(pg_catalog.~) "
        "'^[a-z]{{1,32}}$' THEN pg_catalog.substr(k.r, 1 OPERATOR(pg_catalog.+) pg_catalog.mod(w.o "
        "OPERATOR(pg_catalog.*) 5, 32)::pg_catalog.int4, pg_catalog.length(w.v)) ELSE coalesce({}, "
        "'') END, "
        "' ' ORDER BY w.o) FROM (SELECT pg_catalog.translate(pg_catalog.encode({}, 'hex'), {}, {}) "
        "AS r OFFSET 0) AS k CROSS JOIN pg_catalog.unnest(pg_catalog.string_to_array({}, ' ')) "
        "WITH "
        "ORDINALITY AS w (v, o)), '')",
        by_letters, render_hmac(render_bytes(hashed)), hex_digits, small, text);
}

std::string render_altered_date(const Masked& masked, const std::string& value) {
    const std::string days =
        fmt::format("(2 OPERATOR(pg_catalog.*) pg_catalog.mod({}, 30) OPERATOR(pg_catalog.-) 29)",
                    MaskDigits{masked.row_key}.number(7));
    return fmt::format(
        "CASE WHEN pg_catalog.isfinite({0}) THEN {0} OPERATOR(pg_catalog.+) {1} ELSE {0} END",
        value,
        masked.base_type == "date" ? days
                                   : fmt::format("pg_catalog.make_interval(days => {})", days));
}

std::string render_altered_number(const Masked& masked, const std::string& value) {
    if (masked.base_type == "real" || masked.base_type == "double precision") {
        // The value only becomes smaller, as more than the greatest value would not fit.
        return fmt::format(
            "{0} OPERATOR(pg_catalog.*) (0.9 OPERATOR(pg_catalog.+) ({1} OPERATOR(pg_catalog./) "
            "2684354560.0))::pg_catalog.float8",
            value, MaskDigits{value + "::pg_catalog.text"}.number(7));
    }
    const bool integer = masked.base_type != "numeric";
    const std::string scale = integer                  ? "0"
                              : masked.shape.precision ? fmt::format("{}", masked.shape.scale)
                                                       : fmt::format("pg_catalog.scale({})", value);
    std::string number = fmt::format(
        "pg_catalog.round({0}::pg_catalog.numeric OPERATOR(pg_catalog.*) (0.9 "
        "OPERATOR(pg_catalog.+) ({1} OPERATOR(pg_catalog./) 1342177280.0)), {2})",
        value, MaskDigits{value + "::pg_catalog.text"}.number(7), scale);
    if (const std::string most = greatest_of(masked); !most.empty()) {
        number = fmt::format("greatest(least({0}, {1}), -{1})", number, most);
    }
    return fmt::format("coalesce({}, {})", number, value);  // NaN and infinity have no scale
}

std::string render_altered_json(const PresetCall& call, const std::string& value) {
    if (call.json.empty()) {
        return render_leaves(value + "::pg_catalog.text");
    }
    std::string document = fmt::format("SELECT {}::pg_catalog.jsonb AS d OFFSET 0", value);
    for (const JsonRule& rule : call.json) {
        document = fmt::format("SELECT {} AS d FROM ({}) AS j OFFSET 0", render_at_path(rule.path),
                               document);
    }
    return fmt::format("({})", document);
}

}  // namespace subset
