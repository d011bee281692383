#include "pg/quote.hpp"
#include "plan/preset.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace subset {
namespace {

constexpr std::string_view hex_digits = "'0123456789abcdef'";

std::string join_texts(const std::vector<std::string>& parts) {
    return fmt::format("({})", fmt::join(parts, " OPERATOR(pg_catalog.||) "));
}

// HMAC of bytes. A setting is read once for a statement, as it is asked for in a query of its own.
std::string render_hmac(const std::string& bytes) {
    const auto key = [](const char* setting) {
        return fmt::format("(SELECT pg_catalog.decode(pg_catalog.current_setting('{}'), 'hex'))",
                           setting);
    };
    return fmt::format(
        "pg_catalog.sha256({} OPERATOR(pg_catalog.||) "
        "pg_catalog.sha256({} OPERATOR(pg_catalog.||) {}))",
        key(outer_key_setting), key(inner_key_setting), bytes);
}

std::string render_bytes(const std::string& text) {
    return fmt::format("pg_catalog.convert_to({}, 'UTF8')", text);
}

// `expression` over a text x, the 64 digits of an HMAC, which is computed once: OFFSET 0 keeps the
// planner from writing it wherever x is.
std::string with_digits(const std::string& expression, const std::string& hashed_text) {
    return fmt::format("(SELECT {} FROM (SELECT pg_catalog.encode({}, 'hex') AS x OFFSET 0) AS h)",
                       expression, render_hmac(render_bytes(hashed_text)));
}

std::string hex_from(std::size_t first, std::size_t count) {
    return fmt::format("pg_catalog.substr(h.x, {}, {})", first, count);
}

std::string digits_from(std::size_t first, std::size_t count) {
    return fmt::format("pg_catalog.translate({}, 'abcdef', '012345')", hex_from(first, count));
}

std::string number_from(std::size_t first, std::size_t digits) {
    return fmt::format("('x' OPERATOR(pg_catalog.||) {})::pg_catalog.bit({})::pg_catalog.int4",
                       hex_from(first, digits), digits * 4);
}

std::string letter_from(std::size_t place, std::string_view letters) {
    return fmt::format("pg_catalog.translate({}, {}, '{}')", hex_from(place, 1), hex_digits,
                       letters);
}

// A made-up name of six letters or, as a family has it, of eight: "Bazvok", "Lizvanum".
std::string word_from(std::size_t place, bool family) {
    constexpr std::string_view consonants = "bdfghklmnprstvjc";
    constexpr std::string_view vowels = "aeiouaeiouaeioua";
    std::vector<std::string> letters = {
        letter_from(place, consonants), letter_from(place + 1, vowels), "'zv'",
        letter_from(place + 2, vowels), letter_from(place + 3, consonants)};
    if (family) {
        letters.push_back(letter_from(place + 4, vowels));
        letters.push_back(letter_from(place + 5, consonants));
    }
    return fmt::format("pg_catalog.initcap{}", join_texts(letters));
}

// At most as long as the column takes; where distinct values must stay so, with digits behind that
// say which is which.
std::string fit(std::string text, const Masked& masked) {
    constexpr std::size_t distinguishing = 16;
    if (masked.unique) {
        const std::size_t room = masked.shape.length.value_or(80) - distinguishing - 1;
        return join_texts({fmt::format("pg_catalog.\"left\"({}, {})", text, room), "' '",
                           hex_from(40, distinguishing)});
    }
    return masked.shape.length
               ? fmt::format("pg_catalog.\"left\"({}, {})", text, *masked.shape.length)
               : text;
}

std::string render_email(const Masked& masked) {
    constexpr std::size_t most = 16;
    constexpr std::size_t around = 13;  // "u" and "@example.com"
    const std::size_t room = masked.shape.length.value_or(most + around);
    if (room < around + 4) {
        return fit(join_texts({"'u'", hex_from(1, 64)}), {masked.shape, {}, false, false, {}});
    }
    return join_texts({"'u'", hex_from(1, std::min(most, room - around)), "'@example.com'"});
}

std::string render_phone(const Masked& masked) {
    return masked.unique ? join_texts({"'+999'", digits_from(1, 18)})
                         : fit(join_texts({"'+999'", digits_from(1, 12)}), masked);
}

// The bank that has the code 0 does not exist. The check digits are those of ISO 13616: 98 less the
// remainder of account, country (D = 13, E = 14) and 00 by 97.
std::string render_iban(const Masked& masked) {
    const std::string account =
        masked.unique ? digits_from(1, 18) : join_texts({"'00000000'", digits_from(1, 10)});
    return fmt::format(
        "(SELECT 'DE' OPERATOR(pg_catalog.||) pg_catalog.lpad((98 OPERATOR(pg_catalog.-) "
        "pg_catalog.mod((b.account OPERATOR(pg_catalog.||) '131400')::pg_catalog.numeric, "
        "97))::pg_catalog.text, 2, '0') OPERATOR(pg_catalog.||) b.account "
        "FROM (SELECT {} AS account OFFSET 0) AS b)",
        account);
}

// The last digit is Luhn's: every second digit, from the one before it on, counts twice, and of
// that both digits.
std::string render_card(const Masked& masked) {
    const std::size_t payload = masked.unique ? 18 : 15;
    const std::string digits = masked.unique ? join_texts({"'4'", digits_from(1, payload - 1)})
                                             : join_texts({"'400000'", digits_from(1, 9)});
    std::vector<std::string> terms;
    for (std::size_t place = 1; place <= payload; ++place) {
        const bool twice = (payload - place) % 2 == 0;
        terms.push_back(fmt::format("pg_catalog.substr(b.{}, {}, 1)::pg_catalog.int4",
                                    twice ? "twice" : "digits", place));
    }
    return fmt::format(
        "(SELECT b.digits OPERATOR(pg_catalog.||) pg_catalog.mod(10 OPERATOR(pg_catalog.-) "
        "pg_catalog.mod({}, 10), 10)::pg_catalog.text FROM (SELECT d.digits, "
        "pg_catalog.translate(d.digits, '0123456789', '0246813579') AS twice FROM (SELECT {} AS "
        "digits OFFSET 0) AS d OFFSET 0) AS b)",
        fmt::join(terms, " OPERATOR(pg_catalog.+) "), digits);
}

std::string render_ip4() {
    std::vector<std::string> parts = {"'10'"};
    for (const std::size_t place : {1, 3, 5}) {
        parts.emplace_back("'.'");
        parts.push_back(number_from(place, 2) + "::pg_catalog.text");
    }
    return join_texts(parts);
}

// In the range for documentation (RFC 3849).
std::string render_ip6() {
    std::vector<std::string> parts = {"'2001:db8'"};
    for (std::size_t place = 1; place <= 24; place += 4) {
        parts.emplace_back("':'");
        parts.push_back(hex_from(place, 4));
    }
    return join_texts(parts);
}

std::string render_ip(const Masked& masked, const std::string& value) {
    if (masked.shape.value == ValueClass::text) {
        return masked.unique ? render_ip6() : render_ip4();
    }
    if (masked.unique) {
        return render_ip6() + "::pg_catalog.inet";
    }
    const std::string address = fmt::format(
        "pg_catalog.set_masklen((CASE WHEN pg_catalog.family({0}) OPERATOR(pg_catalog.=) 6 THEN "
        "{1} "
        "ELSE {2} END)::pg_catalog.inet, pg_catalog.masklen({0}))",
        value, render_ip6(), render_ip4());
    return masked.base_type == "cidr" ? fmt::format("pg_catalog.network({})", address) : address;
}

// Letters for letters, of the same case, digits for digits; what is neither stays. Letters outside
// of ASCII become some of a to z.
std::string render_text(const std::string& text, const std::string& hashed) {
    constexpr std::string_view shape =
        "'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', "
        "'aaaaaaaaaaaaaaaaaaaaaaaaaaAAAAAAAAAAAAAAAAAAAAAAAAAA0000000000'";
    const std::string random =
        "pg_catalog.mod(pg_catalog.get_byte(k.h, pg_catalog.mod(s.o, 32)::pg_catalog.int4) "
        "OPERATOR(pg_catalog.+) (s.o OPERATOR(pg_catalog./) 32)::pg_catalog.int4, {})";
    const auto some = [&](int first, int count) {
        return fmt::format("pg_catalog.chr({} OPERATOR(pg_catalog.+) {})", first,
                           fmt::format(fmt::runtime(random), count));
    };
    return fmt::format(
        "coalesce((SELECT pg_catalog.string_agg(CASE WHEN s.v OPERATOR(pg_catalog.=) 'A' THEN {} "
        "WHEN s.v OPERATOR(pg_catalog.=) '0' THEN {} WHEN s.v OPERATOR(pg_catalog.=) 'a' OR s.v "
        "COLLATE \"C\" OPERATOR(pg_catalog.>) '~' THEN {} ELSE s.v END, '' ORDER BY s.o) FROM "
        "(SELECT {} AS h OFFSET 0) AS k CROSS JOIN "
        "pg_catalog.unnest(pg_catalog.string_to_array(pg_catalog.translate({}, {}), NULL)) WITH "
        "ORDINALITY AS s (v, o)), '')",
        some('A', 26), some('0', 10), some('a', 26), render_hmac(render_bytes(hashed)), text,
        shape);
}

std::string render_date(const Masked& masked, const std::string& value) {
    const std::string days = with_digits(
        fmt::format("CASE WHEN {0} OPERATOR(pg_catalog.<) 30 THEN -1 OPERATOR(pg_catalog.-) {0} "
                    "ELSE {0} OPERATOR(pg_catalog.-) 29 END",
                    fmt::format("pg_catalog.mod({}, 60)", number_from(1, 7))),
        masked.row_key);
    return fmt::format(
        "CASE WHEN pg_catalog.isfinite({0}) THEN {0} OPERATOR(pg_catalog.+) {1} ELSE {0} END",
        value,
        masked.base_type == "date" ? days
                                   : fmt::format("pg_catalog.make_interval(days => {})", days));
}

// The greatest value that the type takes, as numeric; empty: there is none.
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

std::string render_number(const Masked& masked, const std::string& value) {
    if (masked.base_type == "real" || masked.base_type == "double precision") {
        // Downwards alone: the greatest would not fit.
        return fmt::format(
            "{0} OPERATOR(pg_catalog.*) (0.9 OPERATOR(pg_catalog.+) ({1} OPERATOR(pg_catalog./) "
            "2684354560.0))::pg_catalog.float8",
            value, with_digits(number_from(1, 7), value + "::pg_catalog.text"));
    }
    const bool integer = masked.base_type != "numeric";
    const std::string scale = integer                  ? "0"
                              : masked.shape.precision ? fmt::format("{}", masked.shape.scale)
                                                       : fmt::format("pg_catalog.scale({})", value);
    std::string number = fmt::format(
        "pg_catalog.round({0}::pg_catalog.numeric OPERATOR(pg_catalog.*) (0.9 "
        "OPERATOR(pg_catalog.+) ({1} OPERATOR(pg_catalog./) 1342177280.0)), {2})",
        value, with_digits(number_from(1, 7), value + "::pg_catalog.text"), scale);
    if (const std::string most = greatest_of(masked); !most.empty()) {
        number = fmt::format("greatest(least({0}, {1}), -{1})", number, most);
    }
    return fmt::format("coalesce({}, {})", number, value);  // of NaN and infinity there is no scale
}

// A JSON text token by token: strings that are no keys, and numbers, are replaced.
std::string render_leaves(const std::string& json_text) {
    const std::string token = R"(("(?:[^"\\]|\\.)*")(\s*:)?|(-?[0-9][-+.0-9eE]*)|([^"0-9-]+))";
    const std::string leaf =
        with_digits(fmt::format("CASE WHEN t.m[3] IS NULL THEN {} ELSE {}::pg_catalog.text END",
                                join_texts({"'\"'", hex_from(1, 12), "'\"'"}), number_from(1, 4)),
                    "coalesce(t.m[1], t.m[3])");
    return fmt::format(
        "(SELECT pg_catalog.string_agg(CASE WHEN t.m[4] IS NOT NULL THEN t.m[4] WHEN t.m[2] IS NOT "
        "NULL THEN t.m[1] OPERATOR(pg_catalog.||) t.m[2] ELSE {} END, '' ORDER BY t.o) FROM "
        "pg_catalog.regexp_matches({}, {}, 'g') WITH ORDINALITY AS t (m, o))",
        leaf, json_text, pg::quote_literal(token));
}

std::string render_json(const PresetCall& call, const std::string& value) {
    if (call.paths.empty()) {
        return render_leaves(value + "::pg_catalog.text");
    }
    std::string document = fmt::format("SELECT {}::pg_catalog.jsonb AS d OFFSET 0", value);
    for (const std::string& path : call.paths) {
        const std::string keys = pg::quote_literal(path) + "::pg_catalog.text[]";
        document = fmt::format(
            "SELECT CASE WHEN j.d OPERATOR(pg_catalog.#>) {0} IS NULL THEN j.d ELSE "
            "pg_catalog.jsonb_set(j.d, {0}, {1}::pg_catalog.jsonb) END AS d FROM ({2}) AS j OFFSET "
            "0",
            keys,
            render_leaves(fmt::format("(j.d OPERATOR(pg_catalog.#>) {})::pg_catalog.text", keys)),
            document);
    }
    return fmt::format("({})", document);
}

// Of a value that is not NULL.
std::string render_element(const PresetCall& call, const Masked& masked, const std::string& value) {
    const std::string text = value + "::pg_catalog.text";
    const std::string hashed = masked.folded ? fmt::format("pg_catalog.lower({})", text) : text;
    const auto words = [&](const std::string& expression) {
        return with_digits(fit(expression, masked), hashed);
    };
    switch (call.preset) {
        case Preset::null:
            return "NULL";
        case Preset::hash:
            return masked.shape.value == ValueClass::bytes
                       ? render_hmac(value)
                       : with_digits(hex_from(1, std::min<std::size_t>(
                                                     64, masked.shape.length.value_or(64))),
                                     hashed);
        case Preset::uuid:
            return with_digits(
                fmt::format("pg_catalog.overlay(pg_catalog.overlay({}, '4', 13, 1), '8', 17, "
                            "1)::pg_catalog.uuid::pg_catalog.text",
                            hex_from(1, 32)),
                hashed);
        case Preset::email:
            return with_digits(render_email(masked), hashed);
        case Preset::name:
            return words(join_texts({word_from(1, false), "' '", word_from(11, true)}));
        case Preset::first_name:
            return words(word_from(1, false));
        case Preset::last_name:
        case Preset::city:
            return words(word_from(11, true));
        case Preset::phone:
            return with_digits(render_phone(masked), hashed);
        case Preset::address:
            return words(
                join_texts({"'1'", digits_from(21, 2), "' '", word_from(11, true), "' Street'"}));
        case Preset::postcode:
            return words(digits_from(1, 5));
        case Preset::company:
            return words(join_texts({word_from(11, true), "' Ltd'"}));
        case Preset::iban:
            return with_digits(render_iban(masked), hashed);
        case Preset::card:
            return with_digits(render_card(masked), hashed);
        case Preset::ip:
            return with_digits(render_ip(masked, value), hashed);
        case Preset::url:
            return with_digits(
                join_texts({"'https://example.com/'",
                            hex_from(1, std::min<std::size_t>(
                                            16, masked.shape.length.value_or(36) - 20))}),
                hashed);
        case Preset::text:
            return render_text(text, hashed);
        case Preset::date:
            return render_date(masked, value);
        case Preset::number:
            return render_number(masked, value);
        case Preset::json:
            return render_json(call, value);
    }
    return "NULL";
}

}  // namespace

std::string render_preset(const PresetCall& call, const Masked& masked, const std::string& value) {
    std::string sql = masked.shape.is_array && call.preset != Preset::null
                          ? fmt::format(
                                "coalesce((SELECT pg_catalog.array_agg(CASE WHEN e.v IS "
                                "NULL THEN NULL ELSE {} END ORDER BY e.o) FROM "
                                "pg_catalog.unnest({}) WITH ORDINALITY AS e (v, o)), '{{}}')",
                                render_element(call, masked, "e.v"), value)
                          : render_element(call, masked, value);
    if (call.preset != Preset::null) {
        sql = fmt::format("CASE WHEN {} IS NULL THEN NULL ELSE {} END", value, sql);
    }
    return fmt::format("({})::{}", sql, masked.base_type);
}

}  // namespace subset
