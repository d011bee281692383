#include "mask/made_up/made_up_value.hpp"
#include "mask/mask_digits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <vector>

namespace subset {
namespace {

constexpr std::size_t digits_of_phone = 12;
constexpr std::string_view nobodys_country = "+999";

// The regulators of some countries keep numbers for films and books. `code` is a pattern of the
// country's own numbers, and `digits` of them vary.
struct FictionalRange {
    std::string_view code;
    std::string_view before;
    std::size_t digits;
};
constexpr std::array fictional_ranges = std::to_array<FictionalRange>({
    {"1", "+12125550", 3},    // the United States and Canada: 555-0100 to 555-0199
    {"44", "+447700900", 3},  // Ofcom
    {"33", "+33639980", 3},   // ARCEP
    {"49", "+493023125", 3},  // Bundesnetzagentur
    {"61", "+6125550", 4},    // ACMA
});

std::string render_plain_phone(const MaskDigits& digits, const Masked& masked) {
    constexpr std::size_t whole = nobodys_country.size() + digits_of_phone;
    const std::size_t room = length_for(masked).value_or(whole);
    return room < whole ? digits.decimal(room)
                        : concatenate_texts({fmt::format("'{}'", nobodys_country),
                                             digits.decimal(digits_of_phone)});
}

std::string render_phone(const PresetCall& call, const Masked& masked, const Subject& subject) {
    const MaskDigits digits{subject.hashed};
    std::string plain = render_plain_phone(digits, masked);
    if (!call.keep) {
        return plain;
    }
    std::string cases;
    for (const FictionalRange& range : fictional_ranges) {
        // Of 555-0xxx only the second hundred is kept.
        const std::string number =
            range.code == "1" ? concatenate_texts({"'1'", digits.decimal(range.digits - 1)})
                              : digits.decimal(range.digits);
        cases +=
            fmt::format(" WHEN {} OPERATOR(pg_catalog.~) '^ *([+]|00) *{}' THEN {}", subject.text,
                        range.code, concatenate_texts({fmt::format("'{}'", range.before), number}));
    }
    return fmt::format("CASE{} ELSE {} END", cases, plain);
}

// No bank has a code that begins with 0. The check digits are those of ISO 13616: 98 minus the
// remainder of account, country (D = 13, E = 14) and 00 when divided by 97.
std::string render_iban(const MaskDigits& digits) {
    const std::string account = concatenate_texts({"'0'", digits.decimal(17)});
    return concatenate_texts(
        {"'DE'",
         fmt::format("pg_catalog.lpad((98 OPERATOR(pg_catalog.-) pg_catalog.mod(({} "
                     "OPERATOR(pg_catalog.||) '131400')::pg_catalog.numeric, "
                     "97))::pg_catalog.text, 2, '0')",
                     account),
         account});
}

// Renders the sum of Luhn for the digits of b.digits. From the digit before the last on, every
// second digit is doubled, and the two digits of the product are added.
std::string render_luhn_sum(std::size_t length) {
    std::vector<std::string> terms;
    for (std::size_t place = 1; place <= length; ++place) {
        const bool twice = (length - place) % 2 == 1;
        terms.push_back(fmt::format("pg_catalog.substr(b.{}, {}, 1)::pg_catalog.int4",
                                    twice ? "twice" : "digits", place));
    }
    return fmt::format("{}", fmt::join(terms, " OPERATOR(pg_catalog.+) "));
}

// The digit at `place`, where the digits have a 0, makes the sum of Luhn a multiple of ten. It is
// one of those that are not doubled.
std::string render_with_check_digit(const std::string& digits, std::size_t length,
                                    std::size_t place) {
    return fmt::format(
        "(SELECT pg_catalog.overlay(b.digits, pg_catalog.mod(10 OPERATOR(pg_catalog.-) "
        "pg_catalog.mod({}, 10), 10)::pg_catalog.text, {}, 1) FROM (SELECT d.digits, "
        "pg_catalog.translate(d.digits, '0123456789', '0246813579') AS twice FROM (SELECT {} AS "
        "digits OFFSET 0) AS d OFFSET 0) AS b)",
        render_luhn_sum(length), place, digits);
}

// A unique column has longer numbers, and then all columns have them that have the room.
std::size_t digits_of_card(const Masked& masked) {
    constexpr std::size_t longest_card = 19;
    return masked.form.distinct && length_for(masked).value_or(longest_card) >= longest_card
               ? longest_card
               : 16;
}

std::string render_card(const PresetCall& call, const Masked& masked, const Subject& subject) {
    const MaskDigits random{subject.hashed};
    constexpr std::size_t of_issuer = 6;  // no card has this issuer
    const std::size_t length = digits_of_card(masked);
    if (!call.keep) {
        return render_with_check_digit(
            concatenate_texts({"'400000'", random.decimal(length - of_issuer - 1), "'0'"}), length,
            length);
    }
    constexpr std::size_t kept = 4;
    const std::string last = fmt::format(
        "pg_catalog.lpad(pg_catalog.\"right\"(pg_catalog.regexp_replace({}, '[^0-9]', '', 'g'), "
        "{}), {}, '0')",
        subject.text, kept, kept);
    return render_with_check_digit(
        concatenate_texts({"'400000'", random.decimal(length - of_issuer - 1 - kept), "'0'", last}),
        length, length - kept);
}

// The addresses are in 10.0.0.0/8, and in the IPv6 range for documentation (RFC 3849).
std::string render_ip4(const MaskDigits& digits) {
    return fmt::format("('10.0.0.0'::pg_catalog.inet OPERATOR(pg_catalog.+) {})", digits.number(6));
}
std::string render_ip6(const MaskDigits& digits) {
    return fmt::format("('2001:db8::'::pg_catalog.inet OPERATOR(pg_catalog.+) {})",
                       digits.number(15));
}

// An address is masked by itself, and keeps the length of its prefix.
std::string render_ip(const Masked& masked, const Subject& subject) {
    const MaskDigits digits{subject.hashed};
    if (masked.shape.value == ValueClass::text) {
        constexpr std::size_t longest_six = 29;
        const bool narrow = length_for(masked).value_or(longest_six) < longest_six;
        const std::string six =
            narrow ? render_ip4(digits)
                   : fmt::format(
                         "CASE WHEN pg_catalog.strpos({}, ':') OPERATOR(pg_catalog.>) 0 "
                         "THEN {} ELSE {} END",
                         subject.text, render_ip6(digits), render_ip4(digits));
        const std::string made = fmt::format("pg_catalog.host({})", six);
        return masked.shape.length
                   ? made
                   : concatenate_texts(
                         {made,
                          fmt::format("coalesce(pg_catalog.\"substring\"({}, '/[0-9]+$'), '')",
                                      subject.text)});
    }
    std::string address = fmt::format(
        "pg_catalog.set_masklen(CASE WHEN pg_catalog.family({0}) OPERATOR(pg_catalog.=) 6 THEN {1} "
        "ELSE {2} END, pg_catalog.masklen({0}))",
        subject.value, render_ip6(digits), render_ip4(digits));
    if (!masked.base_type.starts_with("cidr")) {
        return address;
    }
    // All networks of 8 bits in 10.0.0.0/8 are one; where that is the raw one, it becomes one in
    // 240.0.0.0/4, which nobody has, or in the other range for documentation (RFC 9637).
    return fmt::format(
        "(SELECT CASE WHEN n.made OPERATOR(pg_catalog.=) {0} THEN pg_catalog.network("
        "pg_catalog.set_masklen(CASE WHEN pg_catalog.family({0}) OPERATOR(pg_catalog.=) 6 THEN "
        "'3fff::'::pg_catalog.inet ELSE '240.0.0.0'::pg_catalog.inet END, "
        "pg_catalog.masklen({0}))) ELSE n.made END FROM (SELECT pg_catalog.network({1})::"
        "pg_catalog.inet AS made OFFSET 0) AS n)",
        subject.value, address);
}

}  // namespace

std::string render_made_up_number(const PresetCall& call, const Masked& masked,
                                  const Subject& subject) {
    switch (call.preset) {
        case Preset::iban:
            return render_iban(MaskDigits{subject.hashed});
        case Preset::card:
            return render_card(call, masked, subject);
        case Preset::ip:
            return render_ip(masked, subject);
        default: {
            const std::string phone = render_phone(call, masked, subject);
            const auto length = length_for(masked);
            return length && *length < 10
                       ? render_unlike(phone, subject.text, render_next_letters(subject.text))
                       : phone;
        }
    }
}

double bits_of_number(const PresetCall& call, const Masked& masked) {
    const auto of_digits = [](std::size_t count) {
        return static_cast<double>(count) * std::log2(10.0);
    };
    switch (call.preset) {
        case Preset::iban:
            return of_digits(17);
        case Preset::card:
            return of_digits(digits_of_card(masked) - 7 - (call.keep ? 4 : 0));
        case Preset::ip:
            return 24;
        default:
            return call.keep ? 0
                             : of_digits(std::min(digits_of_phone,
                                                  length_for(masked).value_or(digits_of_phone)));
    }
}

}  // namespace subset
