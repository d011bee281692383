// schema_entry.hpp
//
// A statement of the schema dump, with the name that it has in pg_dump's table of contents, so that
// a failure can say which.
//
// Thread-safety: values.
#pragma once

#include <string>
#include <vector>

namespace subset {

struct SchemaEntry {
    std::string name;  // "TABLE public.users"
    std::string sql;
    // pg_dump's own number, 0 where it has none, and those of the entries that must come before
    int dump_id = 0;
    std::vector<int> depends_on = {};
};

}  // namespace subset
