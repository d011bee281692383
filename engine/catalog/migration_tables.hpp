// migration_tables.hpp
//
// The tables in which migration tools keep which migrations have run: an application can neither
// start nor migrate where theirs is empty.
//
// Thread-safety: pure function.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace subset {

// Whether a known tool makes tables of this name with such columns, in whatever schema. Only those
// that hold names and checksums of migrations: no logs, locks, jobs or settings.
[[nodiscard]] bool is_migration_table(std::string_view name,
                                      const std::vector<std::string>& columns);

}  // namespace subset
