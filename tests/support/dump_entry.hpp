// dump_entry.hpp
//
// Makes an entry of a dump out of what pg_dump's table of contents says of it: "TABLE public
// users".
#pragma once

#include "dump/schema_entry.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace subset::testing_support {

inline SchemaEntry dump_entry(const std::string& title, std::string sql, int dump_id = 0,
                              std::vector<int> depends_on = {}) {
    const std::string_view words = find_kind_words(title);
    return {parse_entry_kind(words),
            title.substr(std::min(title.size(), words.size() + 1)),
            title,
            std::move(sql),
            dump_id,
            std::move(depends_on)};
}

}  // namespace subset::testing_support
