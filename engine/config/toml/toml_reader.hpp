// toml_reader.hpp
//
// Parses TOML text into a tree of values that know their places in the file. This is the only part
// of the program that sees toml++; section_reader.hpp finds out what the tree means. Part of the
// config stage.
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

// A TomlOther is a date, a time, or something that is nested deeper than any key of the config. It
// is kept only so that it can be reported.
struct TomlOther {
    std::string_view what;
};

// A value is exactly what the file says: 1 is an integer and never the number 1.0 or true.
struct TomlValue {
    Place place = {};
    std::variant<std::string, std::int64_t, double, bool, TomlArray, TomlTable, TomlOther> data;

    // Names the type for messages: "a string", "an integer", ...
    [[nodiscard]] std::string_view type_name() const;
};

struct TomlEntry {
    std::string key;
    Place key_place = {};
    TomlValue value = {};
};

// Parses the text. `file` is the name that places have.
//
// Throws: config, with the place, where the text is not TOML. The message never quotes a value.
[[nodiscard]] TomlTable parse_toml(std::string_view text, const std::string& file);

}  // namespace subset::config
