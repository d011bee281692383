// config_entries.hpp
//
// These are the entries of the config as they stand in its file, for people who read what came of
// them.
//
// Thread-safety: values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace subset {

// This is a key of an entry as the file has it, before `${NAME}` is replaced.
struct EntryKey {
    std::string key;                  // "where"; of a mask "mask.email"
    std::vector<std::string> values;  // one, or those of an array
    bool list = false;
    bool quoted = false;  // the values are strings
    bool sql = false;
};

// This is an entry about rows, [[root]], [[table]], [[child]], [[reference]] or [[cut]], for people
// who read what came of it.
struct ConfigEntry {
    std::string section;  // "root"
    std::uint32_t first_line = 0;
    std::uint32_t last_line = 0;
    std::vector<EntryKey> keys;  // as the file has them
};

}  // namespace subset
