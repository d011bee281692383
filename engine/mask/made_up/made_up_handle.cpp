#include "mask/made_up/made_up_value.hpp"
#include "mask/made_up/word_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace subset {
namespace {

constexpr std::string_view nobodys_domain = "@example.com";
constexpr std::string_view nobodys_page = "https://example.com/";
constexpr std::size_t distinguishing = 10;  // letters and digits behind a name: 51 bits
constexpr std::size_t most_without_name = 16;
constexpr std::size_t shortest_name = 5;

// Texts whose letters are all small have a mask in small letters. Of every other spelling some
// letters of the mask are large ones, which only the exact spelling decides.
class Spelling {
public:
    explicit Spelling(const Subject& subject)
        : exact_{subject.text}, hmac_{render_hmac(render_bytes(subject.text))} {}

    // Renders a part of the mask with large letters, others for each part.
    // Requires: part < 2.
    [[nodiscard]] std::string render_part(const std::string& text, std::size_t part) const {
        constexpr std::size_t letters = 20;
        const std::string some =
            fmt::format("pg_catalog.substr(pg_catalog.encode({}, 'base64'), {}, {}) COLLATE \"C\"",
                        hmac_, 1 + part * letters, letters);
        return fmt::format("pg_catalog.translate({}, pg_catalog.lower({}), pg_catalog.upper({}))",
                           text, some, some);
    }

    // The fast way, by the letters of ASCII: an address has hardly any others.
    [[nodiscard]] std::string is_small() const {
        return fmt::format(
            "{0} COLLATE \"C\" OPERATOR(pg_catalog.=) pg_catalog.lower({0} COLLATE \"C\")", exact_);
    }

private:
    std::string exact_;
    std::string hmac_;
};

std::string cut_to(const std::string& text, std::size_t length) {
    return fmt::format("pg_catalog.\"left\"({}, {})", text, length);
}

// Renders "marta.keller", the same names as @first_name and @last_name have for one person. Where
// there is no person, one choice gives both names.
std::string render_two_names(const Masked& masked, const MaskDigits& digits) {
    const WordChoice choice{masked.locales, digits};
    const auto first = [](const Dictionary& words, std::size_t place) {
        return spell_plainly(words.first_names[place % words.first_names.size()]);
    };
    const auto last = [](const Dictionary& words, std::size_t place) {
        return spell_plainly(words.last_names[place % words.last_names.size()]);
    };
    if (masked.identity) {
        return concatenate_texts({choice.render(Chosen::first_name, first), "'.'",
                                  choice.render(Chosen::last_name, last)});
    }
    return choice.render(Chosen::first_name, [&](const Dictionary& words, std::size_t place) {
        return first(words, place) + "." + last(words, place * 37 + 11);
    });
}

// How the part of an address before the @, or the name of a user, fits into its room.
struct Handle {
    std::optional<std::size_t> name;  // so much room for names, if any; all of them where it is 0
    std::size_t letters = distinguishing;
};

Handle fit_handle(std::optional<std::size_t> room) {
    if (!room) {
        return {0, distinguishing};
    }
    if (*room >= shortest_name + 1 + distinguishing) {
        return {*room - 1 - distinguishing, distinguishing};
    }
    return {std::nullopt, std::min(most_without_name, std::max<std::size_t>(*room, 2) - 1)};
}

// Renders a handle, with large letters where there is a spelling.
std::string render_handle(const Masked& masked, const Subject& subject, const Handle& handle,
                          const Spelling* spelling) {
    const MaskDigits digits{subject.hashed};
    const auto spelled = [&](const std::string& text, std::size_t part) {
        return spelling != nullptr ? spelling->render_part(text, part) : text;
    };
    const std::string letters = spelled(digits.letters_and_digits(handle.letters), 1);
    if (!handle.name) {
        return concatenate_texts({"'u'", letters});
    }
    const std::string names = render_two_names(masked, digits);
    return concatenate_texts({spelled(*handle.name == 0 ? names
                                                        : fmt::format("pg_catalog.rtrim({}, '.')",
                                                                      cut_to(names, *handle.name)),
                                      0),
                              "'.'", letters});
}

// The names and the letters behind them do not depend on the case of the value's letters, and the
// case of their own letters depends on nothing else.
std::string render_spelled(const Masked& masked, const Subject& subject, const Handle& handle) {
    if (!subject.folded) {
        return render_handle(masked, subject, handle, nullptr);
    }
    const Spelling spelling{subject};
    return fmt::format("CASE WHEN {} THEN {} ELSE {} END", spelling.is_small(),
                       render_handle(masked, subject, handle, nullptr),
                       render_handle(masked, subject, handle, &spelling));
}

std::string render_email(const PresetCall& call, const Masked& masked, const Subject& subject) {
    const auto length = length_for(masked);
    if (call.keep) {
        const std::string at = fmt::format("pg_catalog.strpos({}, '@')", subject.text);
        const std::string kept = fmt::format(
            "CASE WHEN {0} OPERATOR(pg_catalog.>) 0 THEN pg_catalog.substr({1}, {0}) "
            "ELSE '{2}' END",
            at, subject.text, nobodys_domain);
        std::string local = render_spelled(masked, subject, {0, distinguishing});
        if (length) {  // what tells addresses apart is at the end
            local = fmt::format(
                "pg_catalog.\"right\"({}, greatest(1, {} OPERATOR(pg_catalog.-) "
                "pg_catalog.length({})))",
                local, *length, kept);
            return cut_to(concatenate_texts({local, kept}), *length);
        }
        return concatenate_texts({local, kept});
    }
    if (length && *length < nobodys_domain.size() + 5) {
        return cut_to(render_spelled(masked, subject, {std::nullopt, most_without_name}), *length);
    }
    const Handle handle =
        fit_handle(length ? std::optional{*length - nobodys_domain.size()} : std::nullopt);
    return concatenate_texts(
        {render_spelled(masked, subject, handle), fmt::format("'{}'", nobodys_domain)});
}

std::size_t letters_of_page(const Masked& masked) {
    return std::min<std::size_t>(
        16, length_for(masked).value_or(nobodys_page.size() + 16) - nobodys_page.size());
}

}  // namespace

std::string render_made_up_handle(const PresetCall& call, const Masked& masked,
                                  const Subject& subject) {
    const auto length = length_for(masked);
    std::string made;
    if (call.preset == Preset::email) {
        made = render_email(call, masked, subject);
    } else if (call.preset == Preset::username) {
        made = render_spelled(masked, subject, fit_handle(length));
        made = length ? cut_to(made, *length) : made;
    } else {
        const MaskDigits digits{subject.hashed};
        made = concatenate_texts(
            {fmt::format("'{}'", nobodys_page), digits.hex(letters_of_page(masked))});
    }
    const bool may_meet = length && *length < 8;
    return may_meet ? render_unlike(made, subject.text, render_next_letters(subject.text)) : made;
}

double bits_of_handle(const PresetCall& call, const Masked& masked) {
    const auto length = length_for(masked);
    if (call.preset == Preset::url) {
        return 4.0 * static_cast<double>(letters_of_page(masked));
    }
    std::size_t letters = distinguishing;
    if (call.preset == Preset::username) {
        letters = fit_handle(length).letters;
    } else if (!call.keep && length) {
        letters = *length < nobodys_domain.size() + 5
                      ? std::min(most_without_name, std::max<std::size_t>(*length, 1) - 1)
                      : fit_handle(*length - nobodys_domain.size()).letters;
    }
    return bits_of_character * static_cast<double>(letters) +
           (letters == distinguishing ? std::log2(80.0) : 0);
}

}  // namespace subset
