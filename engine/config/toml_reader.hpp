// toml_reader.hpp
//
// TOML text as a tree of values that know their places. The only part of the program that sees
// toml++; what the tree means is the business of section_reader.hpp. Part of the config stage.
//
// Thread-safety: values and pure functions.
#pragma once

#include "subset/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace subset::config {

struct TomlValue;
struct TomlEntry;

using TomlArray = std::vector<TomlValue>;
using TomlTable = std::vector<TomlEntry>;

// A date, a time, or something nested deeper than any key of ours: of no use here but to be told.
struct TomlOther {
    std::string_view what;
};

// A value is exactly what the file says: 1 is an integer and never the number 1.0 or true.
struct TomlValue {
    Place place = {};
    std::variant<std::string, std::int64_t, double, bool, TomlArray, TomlTable, TomlOther> data;

    // "a string", "an integer", ... for messages.
    [[nodiscard]] std::string_view type_name() const;
};

struct TomlEntry {
    std::string key;
    Place key_place = {};
    TomlValue value = {};
};

// `file` is the file's name in places.
//
// Throws: config, with the place, where the text is not TOML. The message never quotes a value.
[[nodiscard]] TomlTable parse_toml(std::string_view text, const std::string& file);

}  // namespace subset::config
