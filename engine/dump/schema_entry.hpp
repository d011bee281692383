// schema_entry.hpp
//
// A SchemaEntry is a statement of the schema dump, with what pg_dump's table of contents says of
// it, so that the engine can decide by it and a failure can say which one it was.
//
// Thread-safety: values.
#pragma once

#include "dump/entry_kind.hpp"

#include <string>
#include <vector>

namespace subset {

struct SchemaEntry {
    EntryKind kind = EntryKind::other;
    std::string name = {};  // "public orders orders_fkey"
    std::string title;      // for people: "FK CONSTRAINT public orders orders_fkey"
    std::string sql;
    // pg_dump's own number, 0 where it has none, and those of the entries that must come before
    int dump_id = 0;
    std::vector<int> depends_on = {};
};

}  // namespace subset
