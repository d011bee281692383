// migration_tables.hpp
//
// Migration tools keep in such tables which migrations have run. An application can neither start
// nor migrate where its table is empty.
//
// Thread-safety: pure function.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace subset {

// Whether a known tool makes tables of this name with these columns, in any schema. Only tables
// that hold names and checksums of migrations count: no logs, locks, jobs or settings.
[[nodiscard]] bool is_migration_table(std::string_view name,
                                      const std::vector<std::string>& columns);

// Whether a known tool keeps there, in a document, what it is to do with the schema, and does not
// start without it. Such a table is nobody's state of migrations, and may hold secrets.
[[nodiscard]] bool is_metadata_table(std::string_view schema, std::string_view name);

}  // namespace subset
