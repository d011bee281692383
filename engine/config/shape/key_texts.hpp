// key_texts.hpp
//
// Says what each key of the config is for, in a sentence that an editor shows beside it. Part of
// the config stage.
//
// Thread-safety: pure functions.
#pragma once

#include <span>
#include <string_view>

namespace subset::config {

struct KeyText {
    std::string_view section;  // "root"
    std::string_view key;      // empty: of the section itself
    std::string_view text;
};

[[nodiscard]] std::span<const KeyText> all_key_texts() noexcept;
// Returns the text of the key, which is empty where there is none.
[[nodiscard]] std::string_view text_of_key(std::string_view section, std::string_view key) noexcept;

}  // namespace subset::config
