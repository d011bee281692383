#include "propose/masks/guess_column.hpp"

#include "mask/names/personal_names.hpp"
#include "mask/value_class.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace subset {
namespace {

// Texts that are longer than this on average may say anything about anybody.
constexpr std::uint64_t long_text = 60;
// Values of which each comes back so often, and that are no more than so many, are a list of
// choices.
constexpr std::uint64_t times_of_choice = 4;
constexpr std::uint64_t most_choices = 50;

bool fifth(std::uint64_t some, const ColumnLook& look) {
    return look.values > 0 && some * 5 >= look.values;
}

bool half(std::uint64_t some, const ColumnLook& look) {
    return look.values > 0 && some * 2 >= look.values;
}

bool nearly_all(std::uint64_t some, const ColumnLook& look) {
    return look.values > 0 && some * 100 >= look.values * 95;
}

// What the values of most rows are speaks louder than a name.
std::optional<ColumnGuess> guess_by_values(const ColumnLook& look, const ColumnRole& role) {
    if (fifth(look.addresses, look)) {
        return ColumnGuess{"@email", "its values look like addresses of mail"};
    }
    if (fifth(look.ibans, look)) {
        return ColumnGuess{"@iban", "its values look like IBANs"};
    }
    if (half(look.cards, look)) {
        return ColumnGuess{"@card", "its values look like card numbers"};
    }
    if (half(look.phones, look) && !role.key && !role.unique) {
        return ColumnGuess{"@phone", "its values look like telephone numbers"};
    }
    return std::nullopt;
}

// What values hold although the name does not say so.
std::optional<ColumnGuess> guess_by_content(const ColumnLook& look) {
    if (half(look.names, look)) {
        return ColumnGuess{"@name", "its values look like names of people"};
    }
    if (half(look.given_names, look)) {
        return ColumnGuess{"@first_name", "its values look like given names"};
    }
    if (half(look.ips, look)) {
        return ColumnGuess{"@hash", "its values look like network addresses"};
    }
    if (half(look.secrets, look)) {
        return ColumnGuess{"@hash", "its values look like keys or hashes"};
    }
    if (look.telling > 0) {
        return ColumnGuess{
            "@text", "some values hold an address of mail, an IBAN, a key or a name of somebody"};
    }
    if (half(look.phones, look)) {
        return ColumnGuess{"@hash", "its values look like telephone numbers, each another"};
    }
    if (look.values > 0 && look.letters / look.values > long_text) {
        return ColumnGuess{"@text", "its texts are long"};
    }
    return std::nullopt;
}

// Says why nothing personal is in there, if that is known.
std::optional<std::string> find_harmless(const Column& column, const ColumnLook& look,
                                         const ColumnRole& role) {
    if (nearly_all(look.uuids, look)) {
        return "UUIDs";
    }
    if (nearly_all(look.digits, look)) {
        return "digits: an order number?";
    }
    if (look.values > 0 && look.distinct <= most_choices &&
        (look.distinct == 1 || look.distinct * times_of_choice <= look.values)) {
        return "few different values";
    }
    return has_plain_name(column) && !role.free_text ? std::optional<std::string>{"by their names"}
                                                     : std::nullopt;
}

// Of these @date makes no other ones.
bool is_multirange_of_time(const Column& column) {
    constexpr std::array types =
        std::to_array<std::string_view>({"datemultirange", "tsmultirange", "tstzmultirange"});
    return std::find(types.begin(), types.end(), column.base_type) != types.end();
}

ColumnGuess guess_text(const Column& column, const UnclassifiedColumn& unclassified,
                       const ColumnLook& look, const ColumnRole& role) {
    if (auto guess = guess_by_values(look, role)) {
        return *guess;
    }
    if (!unclassified.looks_like.empty()) {
        return {unclassified.looks_like, "by its name"};
    }
    if (role.key) {
        return {"", "keys"};
    }
    if (auto guess = guess_by_content(look)) {
        return *guess;
    }
    if (const auto harmless = find_harmless(column, look, role)) {
        return {"", *harmless};
    }
    if (role.free_text) {
        return {"@text",
                "by its name anything may stand there: keep it if it says nothing of anybody"};
    }
    return {"@text", look.values == 0
                         ? "it has no value yet, and its name does not tell: keep it if it will "
                           "say nothing of anybody"
                         : "neither its name nor its values tell: keep it if it says nothing of "
                           "anybody"};
}

}  // namespace

ColumnGuess guess_column(const Column& column, const UnclassifiedColumn& unclassified,
                         const ColumnLook& look, const ColumnRole& role) {
    const ValueClass value = shape_of(column).value;
    if (value == ValueClass::text) {
        return guess_text(column, unclassified, look, role);
    }
    if (value == ValueClass::words) {
        return {"''::tsvector", "it holds the words of other columns"};
    }
    if (!unclassified.looks_like.empty()) {
        return {unclassified.looks_like, "by its name"};
    }
    if (role.key || value == ValueClass::number || value == ValueClass::uuid) {
        return {"", role.key ? "keys" : "numbers and UUIDs whose names are plain"};
    }
    switch (value) {
        case ValueClass::json:
            return role.metadata && look.values > 0 && look.telling == 0
                       ? ColumnGuess{"",
                                     "what a tool is to do with the schema; nothing in it "
                                     "looks personal or secret"}
                       : ColumnGuess{"@json", "anything may be in there"};
        case ValueClass::ip:
            return {"@ip", "an address"};
        case ValueClass::date:
            return has_plain_name(column)
                       ? ColumnGuess{"", "dates of the record, by their names"}
                       : ColumnGuess{"@date",
                                     "its name does not tell: keep it if it is no date in "
                                     "somebody's life"};
        case ValueClass::span:
        case ValueClass::clock:
            return has_plain_name(column)
                       ? ColumnGuess{"", "times of the record, by their names"}
                       : ColumnGuess{"@date",
                                     "its name does not tell: keep it if it is no time in "
                                     "somebody's life"};
        default:
            if (column.is_enum) {
                return {"", "one of a list of labels"};
            }
            return is_multirange_of_time(column) && has_plain_name(column)
                       ? ColumnGuess{"", "times of the record, by their names"}
                       : ColumnGuess{"@null", "anything may be in there, and it was not looked at"};
    }
}

}  // namespace subset
