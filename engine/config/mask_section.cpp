// Reads [mask], which is about the masks of all tables.
#include "config/sections.hpp"
#include "util/characters.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <utility>

namespace subset::config {
namespace {

// Checks a pattern of columns, "orders.status" or "billing.orders.status", whose table and column
// may have stars.
void check_column_pattern(SectionReader& section, const ColumnPattern& pattern) {
    if (pattern.table.value.empty() || pattern.column.empty()) {
        section.fault(fmt::format("keep in [mask] cannot hold \"{}\"", pattern.value),
                      "Write \"table.column\" or \"schema.table.column\"; \"*.created_at\" is that "
                      "column of every table.",
                      pattern.place);
    }
}

constexpr std::array<std::string_view, 8> all_locales{"en", "de", "fr", "es",
                                                      "it", "nl", "pl", "pt"};

// Reads one locale, "de", or several of them, ["de", "fr"].
std::vector<std::string> read_locales(SectionReader& section) {
    std::vector<std::string> locales;
    for (const std::size_t index : section.choices("locale", all_locales)) {
        locales.emplace_back(all_locales.at(index));
    }
    return locales.empty() ? std::vector<std::string>{"en"} : locales;
}

// Whoever finds out the key by trying words finds out what each masked value was made of.
constexpr std::size_t least_key_characters = 16;

// The fault says nothing of the key, its length neither.
void check_key(SectionReader& section, const Text& key) {
    std::size_t characters = 0;
    for (std::string_view left = key.value; !left.empty();) {
        left.remove_prefix(first_character(left).bytes);
        ++characters;
    }
    if (characters < least_key_characters) {
        section.fault(
            fmt::format("key in [mask] has fewer than {} characters, and could be guessed",
                        least_key_characters),
            "Make one by: openssl rand -hex 32. Keep it where the nightly run finds it, "
            "such as MASK_KEY in its environment, and write key = \"${MASK_KEY}\".",
            key.place);
    }
}

}  // namespace

MaskConfig parse_mask(SectionReader section) {
    constexpr std::array<std::string_view, 4> names{"allow", "warn", "error", "strict"};
    constexpr std::array<Unclassified, 4> answers{Unclassified::allow, Unclassified::warn,
                                                  Unclassified::error, Unclassified::strict};
    MaskConfig mask;
    mask.key = section.text("key");
    if (mask.key) {
        check_key(section, *mask.key);
    }
    if (const auto unclassified = section.choice("unclassified", names)) {
        mask.unclassified = answers[unclassified->value];
        mask.unclassified_place = unclassified->place;
    }
    mask.locales = read_locales(section);
    for (Text& text : section.texts("keep").value_or(std::vector<Text>{})) {
        check_column_pattern(section, mask.keep.emplace_back(std::move(text)));
    }
    section.finish();
    return mask;
}

}  // namespace subset::config
