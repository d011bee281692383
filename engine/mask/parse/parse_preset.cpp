#include "mask/parse/parse_preset.hpp"

#include "config/nearest_name.hpp"
#include "mask/parse/parse_json_rules.hpp"
#include "mask/parse/preset_arguments.hpp"
#include "subset/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace subset {
namespace {

struct Named {
    std::string_view name;
    Preset preset;
};

constexpr std::array named_presets = std::to_array<Named>({
    {"null", Preset::null},
    {"fixed", Preset::fixed},
    {"hash", Preset::hash},
    {"uuid", Preset::uuid},
    {"id", Preset::id},
    {"email", Preset::email},
    {"url", Preset::url},
    {"username", Preset::username},
    {"name", Preset::name},
    {"first_name", Preset::first_name},
    {"last_name", Preset::last_name},
    {"company", Preset::company},
    {"city", Preset::city},
    {"address", Preset::address},
    {"phone", Preset::phone},
    {"postcode", Preset::postcode},
    {"iban", Preset::iban},
    {"card", Preset::card},
    {"ip", Preset::ip},
    {"text", Preset::text},
    {"date", Preset::date},
    {"number", Preset::number},
    {"json", Preset::json},
});

constexpr std::string_view of_value = "@{0}, or @{0}(c.other) for the mask of an expression";

// Says how each preset is written.
std::string usage_of(Preset preset, std::string_view name) {
    switch (preset) {
        case Preset::null:
            return "@null alone";
        case Preset::fixed:
            return "@fixed('the text'); a number is SQL, and needs no preset";
        case Preset::email:
            return "@email, @email(c.other) or @email(keep: domain)";
        case Preset::card:
            return "@card, @card(c.other) or @card(keep: last 4)";
        case Preset::phone:
            return "@phone, @phone(c.other) or @phone(keep: country)";
        case Preset::text:
            return "@text, @text(c.other), @text(keep: first 1) or @text(keep: shape)";
        case Preset::date:
            return "@date, @date(c.other) or @date(by: c.user_id, within: 30 d)";
        case Preset::number:
            return "@number, @number(c.other) or @number(within: 10 %)";
        case Preset::json:
            return "@json, @json({$.user.email: @email, keys: @hash}) or @json(keys: $.a $.b)";
        default:
            return fmt::format(fmt::runtime(of_value), name);
    }
}

// A CallParser adds the arguments of one preset to the call.
class CallParser {
public:
    CallParser(std::string_view mask, std::string_view name, Preset preset)
        : mask_{mask}, name_{name} {
        call_.preset = preset;
    }

    [[nodiscard]] PresetCall parse(std::string_view arguments) {
        if (without_blanks(arguments).empty()) {
            refuse("has nothing in its parentheses");
        }
        if (call_.preset == Preset::json && takes_paths(arguments)) {
            return std::move(call_);
        }
        for (const std::string_view each : split_at_commas(arguments)) {
            take(read_argument(each));
        }
        if (call_.preset == Preset::fixed && !has_text_) {
            refuse("needs the text that it gives");
        }
        return std::move(call_);
    }

private:
    [[noreturn]] void refuse(std::string_view why) const {
        throw Error{ErrorKind::config, fmt::format("the mask {} {}", mask_, why),
                    fmt::format("Write {}.", usage_of(call_.preset, name_))};
    }
    [[noreturn]] void refuse_argument(std::string_view argument) const {
        refuse(fmt::format("does not take \"{}\"", argument));
    }

    // The paths of @json(keys: $.a $.b, $.c) are no arguments by themselves.
    bool takes_paths(std::string_view arguments) {
        const PresetArgument first = read_argument(without_blanks(arguments));
        if (first.name != "keys") {
            return false;
        }
        call_.json = parse_json_paths(first.value);
        return true;
    }

    void take(const PresetArgument& argument) {
        if (argument.value.empty()) {
            refuse(argument.name.empty() ? std::string{"has an argument that is empty"}
                                         : fmt::format("says nothing for {}", argument.name));
        }
        if (argument.name.empty()) {
            take_value(argument.value);
        } else if (argument.name == "keep") {
            set(call_.keep, argument, read_keep(argument.value));
        } else if (argument.name == "by" && call_.preset == Preset::date) {
            set(call_.by, argument, std::string{argument.value});
        } else if (argument.name == "within") {
            set(call_.within, argument, read_within(argument.value));
        } else {
            refuse_argument(fmt::format("{}: {}", argument.name, argument.value));
        }
    }

    template <typename T>
    void set(std::optional<T>& value, const PresetArgument& argument, T said) const {
        if (value) {
            refuse(fmt::format("says {} twice", argument.name));
        }
        value = std::move(said);
    }

    void take_value(std::string_view text) {
        if (call_.preset == Preset::fixed) {
            take_text(text);
        } else if (call_.preset == Preset::json && text.starts_with('{') && text.ends_with('}')) {
            if (!call_.json.empty()) {
                refuse_argument(text);
            }
            call_.json = parse_json_rules(text);
        } else if (call_.preset == Preset::null || call_.of ||
                   (call_.preset == Preset::json && text.starts_with("$."))) {
            refuse_argument(text);
        } else {
            call_.of = std::string{text};
        }
    }

    // A literal without escapes, in which a quote is doubled.
    void take_text(std::string_view text) {
        if (has_text_ || text.size() < 2 || !text.starts_with('\'') || !text.ends_with('\'')) {
            refuse_argument(text);
        }
        for (std::size_t at = 1; at + 1 < text.size(); ++at) {
            call_.fixed += text[at];
            if (text[at] != '\'') {
                continue;
            }
            ++at;
            if (at + 1 >= text.size() || text[at] != '\'') {
                refuse_argument(text);
            }
        }
        has_text_ = true;
    }

    // Reads "last 4" with one blank between, and what else the preset keeps.
    std::string read_keep(std::string_view text) const {
        const auto blank = text.find_first_of(" \t\n");
        const std::string_view what = text.substr(0, blank);
        const std::string_view count =
            blank == std::string_view::npos ? "" : without_blanks(text.substr(blank));
        const bool one_digit = count.size() == 1 && count >= "1" && count <= "9";
        const bool known =
            (call_.preset == Preset::email && text == "domain") ||
            (call_.preset == Preset::phone && text == "country") ||
            (call_.preset == Preset::text && text == "shape") ||
            (call_.preset == Preset::card && what == "last" && one_digit && count <= "4") ||
            (call_.preset == Preset::text && what == "first" && one_digit);
        if (!known) {
            refuse_argument(fmt::format("keep: {}", text));
        }
        return count.empty() ? std::string{text} : fmt::format("{} {}", what, count);
    }

    // Reads "30 d" or "10 %".
    Within read_within(std::string_view text) const {
        Within within;
        const auto [end, error] =
            std::from_chars(text.data(), text.data() + text.size(), within.amount);
        const std::string_view unit =
            without_blanks(text.substr(static_cast<std::size_t>(end - text.data())));
        const bool known = (call_.preset == Preset::date && unit == "d") ||
                           (call_.preset == Preset::number && unit == "%");
        const double most = call_.preset == Preset::number ? 100 : 100'000;  // days, 270 years
        if (error != std::errc{} || !known || !(within.amount > 0) || within.amount > most) {
            refuse_argument(fmt::format("within: {}", text));
        }
        within.unit = unit;
        return within;
    }

    std::string_view mask_;
    std::string_view name_;
    PresetCall call_;
    bool has_text_ = false;
};

}  // namespace

std::optional<Preset> preset_named(std::string_view name) {
    const auto* const found = std::find_if(named_presets.begin(), named_presets.end(),
                                           [&](const Named& each) { return each.name == name; });
    return found == named_presets.end() ? std::nullopt : std::optional{found->preset};
}

std::vector<std::string> preset_names() {
    std::vector<std::string> names;
    for (const Named& each : named_presets) {
        names.push_back(fmt::format("@{}", each.name));
    }
    return names;
}

void refuse_unknown_preset(std::string_view name) {
    const std::vector<std::string> names = preset_names();
    const std::vector<std::string_view> views{names.begin(), names.end()};
    const auto nearest = config::nearest_name(fmt::format("@{}", name), views);
    throw Error{ErrorKind::config, fmt::format("there is no mask @{}", name),
                fmt::format("{}There are {}. Anything else is SQL over the row c, where "
                            "PostgreSQL's own operator @ stands with a space behind it.",
                            nearest ? fmt::format("Did you mean {}? ", *nearest) : "",
                            fmt::join(names, ", "))};
}

PresetCall parse_preset(std::string_view mask) {
    mask = without_blanks(mask);
    const std::string_view at_name = mask.substr(0, mask.find('('));
    const std::string_view name = without_blanks(
        at_name.substr(std::min<std::size_t>(at_name.size(), at_name.starts_with('@') ? 1 : 0)));
    const auto preset = preset_named(name);
    if (!preset) {
        refuse_unknown_preset(name);
    }
    if (at_name.size() == mask.size()) {
        if (*preset == Preset::fixed) {
            throw Error{ErrorKind::config, "the mask @fixed needs the text that it gives",
                        fmt::format("Write {}.", usage_of(*preset, name))};
        }
        PresetCall call;
        call.preset = *preset;
        return call;
    }
    if (find_end_of_arguments(mask, at_name.size()) != mask.size()) {
        throw Error{ErrorKind::config, fmt::format("the mask {} is not understood", mask),
                    fmt::format("Write {}.", usage_of(*preset, name))};
    }
    return CallParser{mask, name, *preset}.parse(
        mask.substr(at_name.size() + 1, mask.size() - at_name.size() - 2));
}

bool holds_sql(const PresetCall& call) noexcept { return call.of || call.by; }

}  // namespace subset
