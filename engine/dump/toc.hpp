// toc.hpp
//
// The table of contents of a pg_dump archive, as `pg_restore --list --verbose` prints it, and the
// SQL text of a section taken apart along it.
//
// Thread-safety: pure functions and values.
#pragma once

#include "catalog/catalog.hpp"
#include "dump/entry_kind.hpp"
#include "dump/schema_entry.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

struct TocEntry {
    int dump_id = 0;
    Oid catalog = 0;  // pg_class.oid of the system catalog; 0 for comments and the like
    Oid object = 0;
    EntryKind kind = EntryKind::other;
    std::string name;             // "public users", without the owner
    std::string title;            // for people: "TABLE public users"
    std::string line;             // as printed, for --use-list
    std::vector<int> depends_on;  // dump ids
};

[[nodiscard]] std::vector<TocEntry> parse_toc(std::string_view list);

// Takes the output of `pg_restore --verbose --file=-` apart at its own entry headers. The first
// entry, "preamble", sets up the session; what would undo the run's settings, or what the target's
// version does not know, is taken out of it. Where the headers are not exactly those of `expected`,
// in its order (a function's body may hold anything), everything is one entry.
[[nodiscard]] std::vector<SchemaEntry> split_section(std::string_view text,
                                                     const std::vector<TocEntry>& expected,
                                                     int target_version_num);

}  // namespace subset
