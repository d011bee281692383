#include "mask/altered/altered_date.hpp"
#include "mask/altered/altered_json.hpp"
#include "mask/altered/altered_number.hpp"
#include "mask/altered/altered_text.hpp"
#include "mask/altered/masked_array.hpp"
#include "mask/altered/permutation.hpp"
#include "mask/mask_digits.hpp"
#include "mask/preset.hpp"
#include "pg/quote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace subset {
namespace {

// So many letters and digits keep distinct values distinct.
constexpr std::size_t distinguishing = 18;

std::string fit(const std::string& text, const Masked& masked) {
    return masked.shape.length && !masked.unique
               ? fmt::format("pg_catalog.\"left\"({}, {})", text, *masked.shape.length)
               : text;
}

// Renders a made-up name: "Zvaliro".
std::string render_word(const MaskDigits& digits, const Masked& masked, std::size_t letters,
                        const char* behind = "''") {
    return fit(concatenate_texts(
                   {"'Zv'", digits.letters(masked.unique ? distinguishing : letters), behind}),
               masked);
}

// Renders two made-up names: "Zvaliro Zvetanoli".
std::string render_two_words(const MaskDigits& digits, const Masked& masked) {
    return fit(concatenate_texts(
                   {"'Zv'", fmt::format("pg_catalog.overlay({}, ' Zv', 6, 1)",
                                        digits.letters(masked.unique ? distinguishing + 1 : 13))}),
               masked);
}

std::string render_email(const MaskDigits& digits, const Masked& masked) {
    constexpr std::size_t most = 16;
    constexpr std::size_t around = 13;  // "u" and "@example.com"
    const std::size_t room = masked.shape.length.value_or(most + around);
    if (room < around + 4) {
        return fit(concatenate_texts({"'u'", digits.hex(64)}), masked);
    }
    return concatenate_texts({"'u'", digits.hex(std::min(most, room - around)), "'@example.com'"});
}

std::string render_phone(const MaskDigits& digits, const Masked& masked) {
    return fit(concatenate_texts({"'+999'", digits.decimal(masked.unique ? distinguishing : 12)}),
               masked);
}

// No bank has the code 0. The check digits are those of ISO 13616: 98 minus the remainder of
// account, country (D = 13, E = 14) and 00 when divided by 97.
std::string render_iban(const MaskDigits& digits, const Masked& masked) {
    const std::string account = masked.unique
                                    ? digits.decimal(distinguishing)
                                    : concatenate_texts({"'00000000'", digits.decimal(10)});
    return fmt::format(
        "(SELECT 'DE' OPERATOR(pg_catalog.||) pg_catalog.lpad((98 OPERATOR(pg_catalog.-) "
        "pg_catalog.mod((b.account OPERATOR(pg_catalog.||) '131400')::pg_catalog.numeric, "
        "97))::pg_catalog.text, 2, '0') OPERATOR(pg_catalog.||) b.account "
        "FROM (SELECT {} AS account OFFSET 0) AS b)",
        account);
}

// The last digit is Luhn's check digit. From the digit before it on, every second digit is doubled,
// and the two digits of the product are added.
std::string render_card(const MaskDigits& random, const Masked& masked) {
    const std::size_t payload = masked.unique ? 18 : 15;
    const std::string digits = masked.unique
                                   ? concatenate_texts({"'4'", random.decimal(payload - 1)})
                                   : concatenate_texts({"'400000'", random.decimal(9)});
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
std::string render_ip4(const MaskDigits& digits) {
    return fmt::format("('10.0.0.0'::pg_catalog.inet OPERATOR(pg_catalog.+) {})", digits.number(6));
}
std::string render_ip6(const MaskDigits& digits) {
    return fmt::format("('2001:db8::'::pg_catalog.inet OPERATOR(pg_catalog.+) {})",
                       digits.number(15));
}

std::string render_ip(const MaskDigits& digits, const Masked& masked, const std::string& value) {
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

// Requires: the value is not NULL.
std::string render_element(const PresetCall& call, const Masked& masked, const std::string& value) {
    const std::string text = value + "::pg_catalog.text";
    const std::string hashed =
        masked.folded ? fmt::format("pg_catalog.lower({} COLLATE pg_catalog.\"default\")", text)
                      : text;
    const MaskDigits digits{hashed};
    switch (call.preset) {
        case Preset::null:
        case Preset::username:
            return "NULL";
        case Preset::fixed:
            return pg::quote_literal(call.fixed);
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
            return concatenate_texts(
                {"'https://example.com/'",
                 digits.hex(std::min<std::size_t>(16, masked.shape.length.value_or(36) - 20))});
        case Preset::text:
            return render_altered_text(call, masked, text, hashed);
        case Preset::id:
            return masked.shape.value == ValueClass::text ? render_permuted_text(text)
                                                          : render_permuted_integer(value);
        case Preset::date:
            return render_altered_date(call, masked, value);
        case Preset::number:
            return render_altered_number(call, masked, value);
        case Preset::json:
            return render_altered_json(call, masked, value);
    }
    return "NULL";
}

}  // namespace

std::string element_type(const Masked& masked) {
    constexpr std::string_view array = "[]";
    std::string type = masked.base_type;
    if (type.ends_with(array)) {
        type.resize(type.size() - array.size());
    }
    return type;
}

std::string render_preset(const PresetCall& call, const Masked& masked, const std::string& value) {
    std::string sql = masked.shape.is_array && call.preset != Preset::null
                          ? render_masked_array(value, element_type(masked),
                                                [&](const std::string& element) {
                                                    return render_element(call, masked, element);
                                                })
                          : render_element(call, masked, value);
    if (call.preset != Preset::null) {
        sql = fmt::format("CASE WHEN {} IS NULL THEN NULL ELSE {} END", value, sql);
    }
    return fmt::format("({})::{}", sql, masked.base_type);
}

}  // namespace subset
