#include "mask/parse/parse_json_rules.hpp"

#include "mask/parse/parse_preset.hpp"
#include "mask/parse/preset_arguments.hpp"
#include "pg/sql_tokens.hpp"
#include "subset/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

namespace subset {
namespace {

using pg::SqlToken;
using pg::SqlTokenKind;

[[noreturn]] void refuse_rule(const std::string& message) {
    throw Error{ErrorKind::config, message,
                "Write @json({$.user.email: @email, $.tags[*]: @hash, $..phone: @phone, keys: "
                "@hash}): $.a.b is a key in a key, [*] each element, $..b the key at any depth; a "
                "key with other signs than letters, digits, _ and - stands in double quotes."};
}

bool may_be_in_a_key(char c) {
    return pg::begins_sql_word(c) || (c >= '0' && c <= '9') || c == '-' || c == '$';
}

// A PathReader reads a path up to the first sign that is no part of one.
class PathReader {
public:
    explicit PathReader(std::string_view text) : text_{text} {}

    [[nodiscard]] JsonPath read() {
        if (!skip("$")) {
            refuse_rule(fmt::format("\"{}\" in @json is no path", text_));
        }
        JsonPath path;
        while (true) {
            if (skip("[*]")) {
                path.push_back({JsonStep::Kind::any_element, {}});
            } else if (skip("..")) {
                path.push_back({JsonStep::Kind::any_depth, {}});
                path.push_back({JsonStep::Kind::key, read_key()});
            } else if (skip(".")) {
                path.push_back({JsonStep::Kind::key, read_key()});
            } else {
                break;
            }
        }
        if (path.empty()) {
            refuse_rule("\"$\" in @json is the whole document, which @json alone masks");
        }
        return path;
    }

    [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }

private:
    bool skip(std::string_view sign) {
        const bool found = rest().starts_with(sign);
        at_ += found ? sign.size() : 0;
        return found;
    }

    std::string read_key() {
        if (rest().starts_with('"')) {
            const SqlToken token = pg::next_sql_token(text_, at_);
            at_ = token.end;
            if (token.closed) {
                return unquote(token.in(text_));
            }
        }
        const std::size_t begin = at_;
        while (at_ < text_.size() && may_be_in_a_key(text_[at_])) {
            ++at_;
        }
        if (at_ == begin) {
            refuse_rule(fmt::format("the path \"{}\" in @json has a step without a key", text_));
        }
        return std::string{text_.substr(begin, at_ - begin)};
    }

    static std::string unquote(std::string_view quoted) {
        std::string key;
        for (std::size_t at = 1; at + 1 < quoted.size(); ++at) {
            key += quoted[at];
            at += quoted[at] == '"' ? 1 : 0;  // a doubled one
        }
        return key;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

PresetCall parse_call(std::string_view text, std::string_view where) {
    if (!text.starts_with('@')) {
        refuse_rule(fmt::format("@json says \"{}\" at {}, which is no preset", text, where));
    }
    PresetCall call = parse_preset(text);
    if (holds_sql(call) || !call.json.empty()) {
        refuse_rule(
            fmt::format("{} at {} of @json cannot be: within a document a preset has "
                        "neither SQL nor paths of its own",
                        text, where));
    }
    return call;
}

// Parses "$.user.email: @email" or "keys: @hash".
JsonRule parse_rule(std::string_view text) {
    const PresetArgument named = read_argument(text);
    if (named.name == "keys") {
        return {{}, true, parse_call(named.value, "keys")};
    }
    PathReader reader{text};
    JsonRule rule{reader.read(), false, {}};
    const std::string_view behind = without_blanks(reader.rest());
    const std::string_view path =
        without_blanks(text.substr(0, text.size() - reader.rest().size()));
    if (!behind.starts_with(':')) {
        refuse_rule(fmt::format("the path {} in @json has no \": @preset\" behind it", path));
    }
    rule.call = parse_call(without_blanks(behind.substr(1)), path);
    return rule;
}

void refuse_doubles(const std::vector<JsonRule>& rules) {
    for (std::size_t index = 0; index < rules.size(); ++index) {
        for (std::size_t other = 0; other < index; ++other) {
            if (rules[index].keys == rules[other].keys && rules[index].path == rules[other].path) {
                refuse_rule("a path stands twice in @json");
            }
        }
    }
}

}  // namespace

std::vector<JsonRule> parse_json_rules(std::string_view text) {
    const std::string_view inside = without_blanks(text.substr(1, text.size() - 2));
    if (inside.empty()) {
        refuse_rule("@json({}) names no path");
    }
    std::vector<JsonRule> rules;
    for (const std::string_view each : split_at_commas(inside)) {
        rules.push_back(parse_rule(each));
    }
    refuse_doubles(rules);
    return rules;
}

std::vector<JsonRule> parse_json_paths(std::string_view text) {
    std::vector<JsonRule> rules;
    for (std::string_view left = without_blanks(text); !left.empty();) {
        PathReader reader{left};
        PresetCall call;
        call.preset = Preset::json;
        rules.push_back({reader.read(), false, std::move(call)});
        left = without_blanks(reader.rest());
        left = left.starts_with(',') ? without_blanks(left.substr(1)) : left;
    }
    if (rules.empty()) {
        refuse_rule("@json(keys: ) names no path");
    }
    refuse_doubles(rules);
    return rules;
}

}  // namespace subset
