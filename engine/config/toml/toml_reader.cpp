#include "config/toml/toml_reader.hpp"

#include "config/toml/toml_text.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <optional>
#include <regex>
#include <utility>

namespace subset::config {
namespace {

// No key of the config lies deeper. A key that does is reported as unknown without being looked at.
constexpr int max_depth = 8;

struct Converter {
    const std::string& file;

    [[nodiscard]] Place place(const toml::source_region& region) const {
        return {file, region.begin.line, region.begin.column};
    }

    [[nodiscard]] TomlTable table(const toml::table& source, int depth) const {
        TomlTable entries;
        for (const auto& [key, node] : source) {
            entries.push_back(
                {std::string{key.str()}, place(key.source()), value(node, depth + 1)});
        }
        return entries;
    }

    [[nodiscard]] TomlArray array(const toml::array& source, int depth) const {
        TomlArray elements;
        for (const auto& node : source) {
            elements.push_back(value(node, depth + 1));
        }
        return elements;
    }

    [[nodiscard]] TomlValue value(const toml::node& node, int depth) const {
        TomlValue result{place(node.source()), TomlOther{"something else"}};
        if (depth > max_depth) {
            return result;
        }
        // value_exact() is used because value<double>() would make 1.0 of the integer 1.
        switch (node.type()) {
            case toml::node_type::string:
                result.data = *node.value_exact<std::string>();
                break;
            case toml::node_type::integer:
                result.data = *node.value_exact<std::int64_t>();
                break;
            case toml::node_type::floating_point:
                result.data = *node.value_exact<double>();
                break;
            case toml::node_type::boolean:
                result.data = *node.value_exact<bool>();
                break;
            case toml::node_type::array:
                result.data = array(*node.as_array(), depth);
                break;
            case toml::node_type::table:
                result.data = table(*node.as_table(), depth);
                break;
            case toml::node_type::date:
            case toml::node_type::time:
            case toml::node_type::date_time:
                result.data = TomlOther{"a date or time"};
                break;
            case toml::node_type::none:
                break;
        }
        return result;
    }
};

// Makes a message of what toml++ says: "Error while parsing string: unknown escape sequence '\q'"
// becomes "unknown escape sequence in a string". The quoted text is cut off, as it may be part of a
// password, and the place says enough.
std::string readable(std::string description) {
    constexpr std::string_view preamble = "Error while parsing ";
    std::string what;
    if (description.starts_with(preamble)) {
        if (const auto colon = description.find(": "); colon != std::string::npos) {
            what = description.substr(preamble.size(), colon - preamble.size());
            description.erase(0, colon + 2);
        }
    }
    if (const auto saw = description.find(", saw '"); saw != std::string::npos) {
        description.erase(saw);
    }
    // The names of keys that occur twice are no secret.
    const auto quote = description.find('\'');
    if (quote != std::string::npos && !description.starts_with("cannot redefine")) {
        const auto end = description.rfind('\'');
        description.replace(quote, end - quote + 1, quote == 0 ? "it" : "");
        if (const auto gap = description.find("  "); gap != std::string::npos) {
            description.erase(gap, 1);
        }
    }
    while (description.ends_with(' ')) {
        description.pop_back();
    }
    if (!description.empty()) {
        description[0] =
            static_cast<char>(std::tolower(static_cast<unsigned char>(description[0])));
    }
    if (!what.empty()) {
        description += " (in the " + what + ")";
    }
    return description;
}

std::string_view line_of(std::string_view text, std::uint32_t number) {
    for (std::uint32_t line = 1; line < number && !text.empty(); ++line) {
        const auto end = text.find('\n');
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return text.substr(0, text.find_first_of("\r\n"));
}

// Renders the value as TOML wants it: a word without quotes was meant as a string, or as a boolean.
std::string render_meant(const std::string& value) {
    const auto is_one_of = [&](std::initializer_list<std::string_view> words) {
        std::string lower = value;
        std::transform(lower.begin(), lower.end(), lower.begin(),
                       [](unsigned char each) { return static_cast<char>(std::tolower(each)); });
        return std::find(words.begin(), words.end(), lower) != words.end();
    };
    if (is_one_of({"yes", "on", "true"})) {
        return "true";
    }
    if (is_one_of({"no", "off", "false"})) {
        return "false";
    }
    return render_string(value);
}

bool may_be_secret(const std::string& key, const std::string& value) {
    return key == "key" || key == "force" || key.find("url") != std::string::npos ||
           key.find("pass") != std::string::npos || value.find("://") != std::string::npos;
}

// Makes the fault of a line `key = value` whose value is a string without quotes. It does not show
// the value where that may be a secret.
std::optional<Fault> find_missing_quotes(std::string_view line, const Place& place) {
    std::match_results<std::string_view::const_iterator> match;
    static const std::regex bare{R"(^\s*([A-Za-z_][\w.-]*)\s*=\s*([^\s"'\[{#][^#]*?)\s*(?:#.*)?$)"};
    constexpr std::size_t longest =
        200;  // a regular expression goes down a step for each character
    if (line.size() > longest || !std::regex_match(line.begin(), line.end(), match, bare)) {
        return std::nullopt;
    }
    const std::string key = match[1].str();
    const std::string value = match[2].str();
    if (may_be_secret(key, value)) {
        return Fault{fmt::format("the value of {} stands without quotes", key),
                     fmt::format("Strings stand in quotes: {} = \"...\".", key), place};
    }
    const std::string meant = render_meant(value);
    const bool boolean = meant == "true" || meant == "false";
    return Fault{
        fmt::format("{} = {} is no value of TOML", key, value),
        fmt::format("{}: {} = {}.", boolean ? "It is true or false" : "Strings stand in quotes",
                    key, meant),
        place};
}

}  // namespace

std::string_view TomlValue::type_name() const {
    struct Name {
        std::string_view operator()(const std::string&) const { return "a string"; }
        std::string_view operator()(std::int64_t) const { return "an integer"; }
        std::string_view operator()(double) const { return "a number with a point"; }
        std::string_view operator()(bool) const { return "a boolean"; }
        std::string_view operator()(const TomlArray&) const { return "an array"; }
        std::string_view operator()(const TomlTable&) const { return "a table"; }
        std::string_view operator()(const TomlOther& other) const { return other.what; }
    };
    return std::visit(Name{}, data);
}

TomlTable parse_toml(std::string_view text, const std::string& file) {
    try {
        const toml::table document = toml::parse(text);
        return Converter{file}.table(document, 0);
    } catch (const toml::parse_error& error) {
        const Place place{file, error.source().begin.line, error.source().begin.column};
        if (auto fault = find_missing_quotes(line_of(text, place.line), place)) {
            throw Error{ErrorKind::config, {*std::move(fault)}};
        }
        throw Error{ErrorKind::config,
                    "the config is not valid TOML: " + readable(std::string{error.description()}),
                    "Strings stand in quotes, and each key stands once on a line of its own; "
                    "https://toml.io shows the format.",
                    place};
    }
}

}  // namespace subset::config
