// config_shape.hpp
//
// A ConfigShape says which sections a config may have, which keys each of them, and what their
// values are. It is recorded from the reader of the config itself (record_config_shape), so that
// the schema that editors use cannot say anything else. Part of the config stage.
//
// Thread-safety: values.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace subset::config {

enum class KeyType : std::uint8_t {
    raw_text,   // a string, whatever it holds
    text,       // a string that is not blank
    table,      // the name of a table
    sql,        // SQL
    texts,      // an array of strings
    sql_table,  // a table of SQL, by names of the user's
    counts,     // a table of integers of 1 or more, by names of the user's
    choice,     // one of `choices`
    choices,    // one of `choices`, or an array of them
    flag,       // true or false
    integer,    // from `least` to `most`
    size,       // "20 GB", or an integer
    duration,   // "10s"
    rate,       // "20 MB/s"
    percent,    // "5%"
    section,    // of the document: [key]
    sections,   // of the document: [[key]]
};

struct KeyShape {
    std::string key;
    KeyType shape = KeyType::text;
    std::vector<std::string> choices = {};
    std::optional<std::int64_t> least = {};
    std::optional<std::int64_t> most = {};
};

struct SectionShape {
    std::string name;   // "root"
    bool list = false;  // [[root]], not [root]
    std::vector<KeyShape> keys = {};
    std::vector<std::string> required = {};
    // The first key cannot stand beside the second.
    std::vector<std::pair<std::string, std::string>> not_beside = {};
    // The first key means nothing without the second.
    std::vector<std::pair<std::string, std::string>> needs = {};
};

struct ConfigShape {
    std::deque<SectionShape> sections;  // as the reader asks for them
};

// Records what the reader asks an empty config for.
[[nodiscard]] ConfigShape record_config_shape();

}  // namespace subset::config
