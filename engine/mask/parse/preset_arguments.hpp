// preset_arguments.hpp
//
// Takes apart what stands in the parentheses behind a preset's name: "c.other, keep: domain". Some
// of it is SQL, so that quotes, comments and brackets count as in SQL.
//
// Private to mask/parse/.
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace subset {

struct PresetArgument {
    std::string_view name;   // "keep"; empty where the argument has none
    std::string_view value;  // without blanks at its ends
};

// Returns the place behind the ")" that closes the "(" at `open`, or npos where none does.
[[nodiscard]] std::size_t find_end_of_arguments(std::string_view sql, std::size_t open);

// Splits at the commas that stand in no bracket of any kind; the parts have no blanks at their
// ends.
[[nodiscard]] std::vector<std::string_view> split_at_commas(std::string_view text);

// "keep: domain" is named, "c.other" and "c.other::text" are not.
[[nodiscard]] PresetArgument read_argument(std::string_view text);

[[nodiscard]] std::string_view without_blanks(std::string_view text);

}  // namespace subset
