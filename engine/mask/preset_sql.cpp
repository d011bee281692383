#include "mask/preset.hpp"
#include "pg/quote.hpp"

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

// Renders the HMAC of bytes. The settings are read anew for each value: a query of its own that
// reads them once would keep the server from masking in parallel workers.
std::string render_hmac(const std::string& bytes) {
    const auto key = [](const char* setting) {
        return fmt::format("pg_catalog.decode(pg_catalog.current_setting('{}'), 'hex')", setting);
    };
    return fmt::format(
        "pg_catalog.sha256({} OPERATOR(pg_catalog.||) "
        "pg_catalog.sha256({} OPERATOR(pg_catalog.||) {}))",
        key(outer_key_setting), key(inner_key_setting), bytes);
}

std::string render_bytes(const std::string& text) {
    return fmt::format("pg_catalog.convert_to({}, 'UTF8')", text);
}

// Digits are the 64 hexadecimal digits of a value's HMAC, as SQL. Each mask takes what it needs in
// one piece: a query of its own that computes them once for several would keep the server from
// masking in parallel workers.
class Digits {
public:
    explicit Digits(const std::string& hashed_text)
        : sql_{fmt::format("pg_catalog.encode({}, 'hex')",
                           render_hmac(render_bytes(hashed_text)))} {}

    [[nodiscard]] std::string hex(std::size_t count) const {
        return fmt::format("pg_catalog.substr({}, 1, {})", sql_, count);
    }
    [[nodiscard]] std::string decimal(std::size_t count) const {
        return fmt::format("pg_catalog.translate({}, 'abcdef', '012345')", hex(count));
    }
    [[nodiscard]] std::string letters(std::size_t count) const {
        return fmt::format("pg_catalog.translate({}, {}, 'aeiouaeilmnrstvo')", hex(count),
                           hex_digits);
    }
    // Renders a number from 0 to 2^(4 count) - 1. Requires: count < 16.
    [[nodiscard]] std::string number(std::size_t count) const {
        return fmt::format("('x' OPERATOR(pg_catalog.||) {})::pg_catalog.bit({})::pg_catalog.{}",
                           hex(count), count * 4, count < 8 ? "int4" : "int8");
    }

private:
    std::string sql_;
};

// So many letters and digits keep distinct values distinct.
constexpr std::size_t distinguishing = 18;

std::string fit(const std::string& text, const Masked& masked) {
    return masked.shape.length && !masked.unique
               ? fmt::format("pg_catalog.\"left\"({}, {})", text, *masked.shape.length)
               : text;
}

// Renders a made-up name: "Zvaliro".
std::string render_word(const Digits& digits, const Masked& masked, std::size_t letters,
                        const char* behind = "''") {
    return fit(
        join_texts({"'Zv'", digits.letters(masked.unique ? distinguishing : letters), behind}),
        masked);
}

// Renders two made-up names: "Zvaliro Zvetanoli".
std::string render_two_words(const Digits& digits, const Masked& masked) {
    return fit(
        join_texts({"'Zv'", fmt::format("pg_catalog.overlay({}, ' Zv', 6, 1)",
                                        digits.letters(masked.unique ? distinguishing + 1 : 13))}),
        masked);
}

std::string render_email(const Digits& digits, const Masked& masked) {
    constexpr std::size_t most = 16;
    constexpr std::size_t around = 13;  // "u" and "@example.com"
    const std::size_t room = masked.shape.length.value_or(most + around);
    if (room < around + 4) {
        return fit(join_texts({"'u'", digits.hex(64)}), masked);
    }
    return join_texts({"'u'", digits.hex(std::min(most, room - around)), "'@example.com'"});
}

std::string render_phone(const Digits& digits, const Masked& masked) {
    return fit(join_texts({"'+999'", digits.decimal(masked.unique ? distinguishing : 12)}), masked);
}

// No bank has the code 0. The check digits are those of ISO 13616: 98 minus the remainder of
// account, country (D = 13, E = 14) and 00 when divided by 97.
std::string render_iban(const Digits& digits, const Masked& masked) {
    const std::string account = masked.unique ? digits.decimal(distinguishing)
                                              : join_texts({"'00000000'", digits.decimal(10)});
    return fmt::format(
        "(SELECT 'DE' OPERATOR(pg_catalog.||) pg_catalog.lpad((98 OPERATOR(pg_catalog.-) "
        "pg_catalog.mod((b.account OPERATOR(pg_catalog.||) '131400')::pg_catalog.numeric, "
        "97))::pg_catalog.text, 2, '0') OPERATOR(pg_catalog.||) b.account "
        "FROM (SELECT {} AS account OFFSET 0) AS b)",
        account);
}

// The last digit is Luhn's check digit. From the digit before it on, every second digit is doubled,
// and the two digits of the product are added.
std::string render_card(const Digits& random, const Masked& masked) {
    const std::size_t payload = masked.unique ? 18 : 15;
    const std::string digits = masked.unique ? join_texts({"'4'", random.decimal(payload - 1)})
                                             : join_texts({"'400000'", random.decimal(9)});
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

// The addresses are in 10.0.0.0/8, and in the IPv6 range for documentation (RFC 3849).
std::string render_ip4(const Digits& digits) {
    return fmt::format("('10.0.0.0'::pg_catalog.inet OPERATOR(pg_catalog.+) {})", digits.number(6));
}
std::string render_ip6(const Digits& digits) {
    return fmt::format("('2001:db8::'::pg_catalog.inet OPERATOR(pg_catalog.+) {})",
                       digits.number(15));
}

std::string render_ip(const Digits& digits, const Masked& masked, const std::string& value) {
    if (masked.shape.value == ValueClass::text) {
        return fmt::format("pg_catalog.host({})",
                           masked.unique ? render_ip6(digits) : render_ip4(digits));
    }
    if (masked.unique) {
        return render_ip6(digits);
    }
    const std::string address = fmt::format(
        "pg_catalog.set_masklen(CASE WHEN pg_catalog.family({0}) OPERATOR(pg_catalog.=) 6 THEN {1} "
        "ELSE {2} END, pg_catalog.masklen({0}))",
        value, render_ip6(digits), render_ip4(digits));
    return masked.base_type == "cidr" ? fmt::format("pg_catalog.network({})", address) : address;
}

// Replaces letters by letters of the same case, and digits by digits; all else stays. Letters
// outside of ASCII become some of a to z. Most words consist of small letters alone and are
// replaced as a whole, the others letter by letter.
std::string render_text(const std::string& text, const std::string& hashed) {
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

// Moves the date by an odd number of days from -29 to 29, so that no date stays.
std::string render_date(const Masked& masked, const std::string& value) {
    const std::string days =
        fmt::format("(2 OPERATOR(pg_catalog.*) pg_catalog.mod({}, 30) OPERATOR(pg_catalog.-) 29)",
                    Digits{masked.row_key}.number(7));
    return fmt::format(
        "CASE WHEN pg_catalog.isfinite({0}) THEN {0} OPERATOR(pg_catalog.+) {1} ELSE {0} END",
        value,
        masked.base_type == "date" ? days
                                   : fmt::format("pg_catalog.make_interval(days => {})", days));
}

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

std::string render_number(const Masked& masked, const std::string& value) {
    if (masked.base_type == "real" || masked.base_type == "double precision") {
        // The value only becomes smaller, as more than the greatest value would not fit.
        return fmt::format(
            "{0} OPERATOR(pg_catalog.*) (0.9 OPERATOR(pg_catalog.+) ({1} OPERATOR(pg_catalog./) "
            "2684354560.0))::pg_catalog.float8",
            value, Digits{value + "::pg_catalog.text"}.number(7));
    }
    const bool integer = masked.base_type != "numeric";
    const std::string scale = integer                  ? "0"
                              : masked.shape.precision ? fmt::format("{}", masked.shape.scale)
                                                       : fmt::format("pg_catalog.scale({})", value);
    std::string number = fmt::format(
        "pg_catalog.round({0}::pg_catalog.numeric OPERATOR(pg_catalog.*) (0.9 "
        "OPERATOR(pg_catalog.+) ({1} OPERATOR(pg_catalog./) 1342177280.0)), {2})",
        value, Digits{value + "::pg_catalog.text"}.number(7), scale);
    if (const std::string most = greatest_of(masked); !most.empty()) {
        number = fmt::format("greatest(least({0}, {1}), -{1})", number, most);
    }
    return fmt::format("coalesce({}, {})", number, value);  // NaN and infinity have no scale
}

// Renders '{"user","email"}'::text[], with the first `length` keys of the path.
std::string render_json_path(const JsonPath& path, std::size_t length) {
    pg::ArrayLiteral keys;
    for (std::size_t index = 0; index < length; ++index) {
        keys.add(path[index]);
    }
    return keys.sql() + "::pg_catalog.text[]";
}

// Renders a JSON text token by token: strings that are no keys, and numbers, are replaced.
std::string render_leaves(const std::string& json_text) {
    const std::string token = R"(("(?:[^"\\]|\\.)*")(\s*:)?|(-?[0-9][-+.0-9eE]*)|([^"0-9-]+))";
    const std::string leaf = fmt::format(
        "CASE WHEN t.m[3] IS NULL THEN {} ELSE {}::pg_catalog.text END",
        join_texts({"'\"'", Digits{"t.m[1]"}.hex(12), "'\"'"}), Digits{"t.m[3]"}.number(4));
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

std::string render_json(const PresetCall& call, const std::string& value) {
    if (call.paths.empty()) {
        return render_leaves(value + "::pg_catalog.text");
    }
    std::string document = fmt::format("SELECT {}::pg_catalog.jsonb AS d OFFSET 0", value);
    for (const JsonPath& path : call.paths) {
        document =
            fmt::format("SELECT {} AS d FROM ({}) AS j OFFSET 0", render_at_path(path), document);
    }
    return fmt::format("({})", document);
}

// Requires: the value is not NULL.
std::string render_element(const PresetCall& call, const Masked& masked, const std::string& value) {
    const std::string text = value + "::pg_catalog.text";
    const std::string hashed =
        masked.folded ? fmt::format("pg_catalog.lower({} COLLATE pg_catalog.\"default\")", text)
                      : text;
    const Digits digits{hashed};
    switch (call.preset) {
        case Preset::null:
            return "NULL";
        case Preset::hash:
            return masked.shape.value == ValueClass::bytes
                       ? render_hmac(value)
                       : digits.hex(std::min<std::size_t>(64, masked.shape.length.value_or(64)));
        case Preset::uuid:
            return fmt::format(
                "pg_catalog.overlay(pg_catalog.overlay({}, '4', 13, 1), '8', 17, "
                "1)::pg_catalog.uuid::pg_catalog.text",
                digits.hex(32));
        case Preset::email:
            return render_email(digits, masked);
        case Preset::name:
            return render_two_words(digits, masked);
        case Preset::first_name:
            return render_word(digits, masked, 5);
        case Preset::last_name:
        case Preset::city:
            return render_word(digits, masked, 6);
        case Preset::phone:
            return render_phone(digits, masked);
        case Preset::address:
            return render_word(digits, masked, 7, "' Street 1'");
        case Preset::postcode:
            return fit(digits.decimal(masked.unique ? distinguishing : 5), masked);
        case Preset::company:
            return render_word(digits, masked, 6, "' Ltd'");
        case Preset::iban:
            return render_iban(digits, masked);
        case Preset::card:
            return render_card(digits, masked);
        case Preset::ip:
            return render_ip(digits, masked, value);
        case Preset::url:
            return join_texts(
                {"'https://example.com/'",
                 digits.hex(std::min<std::size_t>(16, masked.shape.length.value_or(36) - 20))});
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
