// json_parts.hpp
//
// These are the parts, besides strings, that the JSON of every command is made of.
//
// Thread-safety: pure functions.
#pragma once

#include "util/json_string.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace subset::report {

// Renders seconds to the millisecond. JSON has neither infinities nor NaN.
[[nodiscard]] inline std::string render_json_seconds(double seconds) {
    return std::isfinite(seconds) ? fmt::format("{}", std::round(seconds * 1000) / 1000) : "0";
}

[[nodiscard]] inline std::string render_json_optional(const std::optional<std::string>& text) {
    return text ? render_json_string(*text) : "null";
}

// Each element has a line of its own, so that two reports can be compared by diff.
template <typename Element, typename Render>
[[nodiscard]] std::string render_json_array(const std::vector<Element>& elements, Render render) {
    std::string json = "[";
    for (const Element& element : elements) {
        json += json.size() == 1 ? "\n  " : ",\n  ";
        json += render(element);
    }
    return json + "]";
}

// All strings are on one line.
[[nodiscard]] inline std::string render_json_strings(const std::vector<std::string>& texts) {
    std::string json = "[";
    for (const std::string& text : texts) {
        json += (json.size() == 1 ? "" : ",") + render_json_string(text);
    }
    return json + "]";
}

}  // namespace subset::report
