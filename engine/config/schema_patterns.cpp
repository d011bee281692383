#include "config/schema_patterns.hpp"

#include "config/glob.hpp"

#include <algorithm>

namespace subset::config {

bool leaves_out(std::string_view pattern) { return pattern.starts_with('!'); }

std::string_view without_mark(std::string_view pattern) {
    return leaves_out(pattern) ? pattern.substr(1) : pattern;
}

bool is_schema_pattern(std::string_view pattern) { return leaves_out(pattern) || is_glob(pattern); }

bool means_schema(const std::vector<Text>& patterns, std::string_view schema) {
    bool named = false;
    bool only_left_out = true;
    for (const Text& pattern : patterns) {
        const bool matches = matches_text(without_mark(pattern.value), schema);
        if (leaves_out(pattern.value) && matches) {
            return false;
        }
        only_left_out = only_left_out && leaves_out(pattern.value);
        named = named || matches;
    }
    return named || (only_left_out && !patterns.empty());
}

}  // namespace subset::config
