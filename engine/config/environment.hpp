// environment.hpp
//
// Replaces `${NAME}` in the strings of the config.
//
// Thread-safety: reads the process's environment, which nothing of ours changes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace subset::config {

struct Substituted {
    std::string text;
    std::vector<std::string>
        unset;  // names that the environment does not have, each once; they stay in the text
};

// Replaces each `${NAME}`, where NAME is letters, digits and underscores and does not start with a
// digit. Anything else stays as it is: `$1`, `$$` and `${1,2}` mean something in SQL. The values
// that are put in are not searched again.
[[nodiscard]] Substituted substitute_environment(std::string_view text);

// Returns the NAME in a text that begins with "${", or an empty text where that names none.
[[nodiscard]] std::string_view variable_at(std::string_view text);

}  // namespace subset::config
