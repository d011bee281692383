#include "dump/foreign_key_entry.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {

bool is_foreign_key(const SchemaEntry& entry) { return entry.kind == EntryKind::foreign_key; }

SchemaEntry* find_foreign_key(std::vector<SchemaEntry>& entries, const Reference& reference,
                              const std::string& constraint) {
    const std::string name =
        fmt::format("{} {} {}", reference.child.name.schema, reference.child.name.name, constraint);
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const SchemaEntry& entry) {
        return is_foreign_key(entry) && entry.name == name;
    });
    return found == entries.end() ? nullptr : &*found;
}

}  // namespace subset
