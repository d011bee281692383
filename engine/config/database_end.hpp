// database_end.hpp
//
// A DatabaseEnd is one of the two databases of a config: which one it is, where it is, and how long
// it is waited for.
//
// Thread-safety: pure functions and values.
#pragma once

#include "subset/config.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace subset {

struct DatabaseEnd {
    std::string name;  // "source" or "target", for messages
    std::string url;   // may hold a password
    std::chrono::milliseconds statement_timeout{0};
    std::chrono::milliseconds lock_timeout{0};
    std::chrono::milliseconds connect_timeout{0};
    std::chrono::milliseconds silence_timeout{0};
    bool hides_values = false;  // no message about it holds a value of a row
    // The sessions that read rows begin with these settings, whose values nobody may see.
    std::vector<std::pair<std::string, std::string>> hidden_settings = {};
    // The sessions that read rows ask for so many bytes a second at most, all of them together.
    std::optional<std::uint64_t> rate = {};
};

// Whether an entry of [[table]] has a mask.
[[nodiscard]] bool has_masks(const Config& config);

// Whether no message may hold a value of a row: where the config masks anything, or asks about
// columns that are not masked.
[[nodiscard]] bool hides_values(const Config& config);

[[nodiscard]] DatabaseEnd end_of_source(const Config& config);
[[nodiscard]] DatabaseEnd end_of_target(const Config& config);

}  // namespace subset
