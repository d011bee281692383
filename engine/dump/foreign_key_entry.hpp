// foreign_key_entry.hpp
//
// The entries of a dump's post-data section that add foreign keys.
//
// Thread-safety: pure.
#pragma once

#include "catalog/catalog.hpp"
#include "dump/schema_entry.hpp"

#include <string>
#include <vector>

namespace subset {

[[nodiscard]] bool is_foreign_key(const SchemaEntry& entry);
// The one that adds a declared reference's constraint; nullptr where there is none.
[[nodiscard]] SchemaEntry* find_foreign_key(std::vector<SchemaEntry>& entries,
                                            const Reference& reference,
                                            const std::string& constraint);

}  // namespace subset
