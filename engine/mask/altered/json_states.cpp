#include "mask/altered/json_states.hpp"

#include "mask/altered/sql_pattern.hpp"
#include "pg/quote.hpp"

#include <map>

namespace subset {

JsonStates::JsonStates(const std::vector<JsonRule>& rules) {
    for (std::size_t number = 0; number < rules.size(); ++number) {
        if (rules[number].keys) {
            continue;
        }
        Path& path = paths_.emplace_back();
        path.rule = number;
        path.first = width_;
        bool deep = false;
        for (const JsonStep& step : rules[number].path) {
            if (step.kind != JsonStep::Kind::any_depth) {
                path.steps.push_back(step);
                path.deep.push_back(deep);
            }
            deep = step.kind == JsonStep::Kind::any_depth;
        }
        width_ += path.steps.size() + 1;
    }
    if (paths_.empty()) {
        paths_.push_back({rules.size(), 0, {}, {}});
        width_ = 1;
    }
}

std::string JsonStates::literal(const std::vector<std::size_t>& bits) const {
    std::string digits(width_, '0');
    for (const std::size_t bit : bits) {
        digits[width_ - 1 - bit] = '1';
    }
    return "B'" + digits + "'";
}

std::string JsonStates::initial() const {
    std::vector<std::size_t> bits;
    for (const Path& path : paths_) {
        bits.push_back(path.first);
    }
    return literal(bits);
}

// A bit moves to the left when its step is met. It stays where the step may be met deeper, in an
// array that was not named, and when the whole path was met.
std::string JsonStates::render_next(const std::string& state, const std::string& key) const {
    if (is_whole()) {
        return state;
    }
    std::vector<std::size_t> stay;
    std::vector<std::size_t> stay_in_array;
    std::vector<std::size_t> elements;
    std::map<std::string, std::vector<std::size_t>> members;
    for (const Path& path : paths_) {
        for (std::size_t step = 0; step < path.steps.size(); ++step) {
            const std::size_t bit = path.first + step;
            const bool is_key = path.steps[step].kind == JsonStep::Kind::key;
            (is_key ? members[path.steps[step].key] : elements).push_back(bit);
            if (path.deep[step]) {
                stay.push_back(bit);
            }
            if (is_key || path.deep[step]) {
                stay_in_array.push_back(bit);
            }
        }
        stay.push_back(path.first + path.steps.size());
        stay_in_array.push_back(path.first + path.steps.size());
    }
    std::string moved;
    for (const auto& [name, bits] : members) {
        moved += render_sql(" WHEN {0} THEN ({1} `&` {2}) `<<` 1", pg::quote_literal(name), state,
                            literal(bits));
    }
    std::string member = render_sql("{0} `&` {1}", state, literal(stay));
    if (!moved.empty()) {
        member =
            render_sql("(CASE {0}{1} ELSE {2} END) `|` ({3})", key, moved, literal({}), member);
    }
    return render_sql(
        "CASE WHEN {0} IS NULL THEN (({1} `&` {2}) `<<` 1) `|` ({1} `&` {3}) ELSE {4} END", key,
        state, literal(elements), literal(stay_in_array), member);
}

bool JsonStates::is_whole() const { return paths_.size() == 1 && paths_.front().steps.empty(); }

std::string JsonStates::render_alive(const std::string& state) const {
    return is_whole() ? "true" : render_sql("{0} `<>` {1}", state, literal({}));
}

std::string JsonStates::render_met(const std::string& state, std::size_t rule) const {
    if (is_whole()) {
        return "true";
    }
    for (const Path& path : paths_) {
        if (path.rule == rule) {
            return render_wanted(state, path, path.steps.size());
        }
    }
    return "false";
}

std::string JsonStates::render_wanted(const std::string& state, const Path& path,
                                      std::size_t step) const {
    return render_sql("({0} `&` {1}) `<>` {2}", state, literal({path.first + step}), literal({}));
}

std::optional<std::size_t> JsonStates::first_unmet(const Path& path, std::string_view reached) {
    const auto is_set = [&](std::size_t bit) { return reached[reached.size() - 1 - bit] == '1'; };
    for (std::size_t step = 0; step < path.steps.size(); ++step) {
        if (!is_set(path.first + step + 1)) {
            return step;
        }
    }
    return std::nullopt;
}

}  // namespace subset
