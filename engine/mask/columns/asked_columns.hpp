// asked_columns.hpp
//
// Decides which columns [mask] unclassified asks about: by type, and where the type says nothing,
// by what the column references and by its name.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/catalog.hpp"
#include "mask/column_groups.hpp"

#include <cstdint>

namespace subset {

// Personal says why "warn" and "error" ask about a column.
enum class Personal : std::uint8_t {
    no,
    by_type,       // its type can hold personal data as such
    by_name,       // it holds numbers, and its name says whose
    by_reference,  // it holds numbers, and references a column that is personal by name
};

[[nodiscard]] Personal find_personal(const Catalog& catalog, const ColumnGroups& groups,
                                     ColumnOf column);

// Whether the column is part of a primary key or of a reference. "strict" asks about all columns
// but keys that are not personal.
[[nodiscard]] bool is_key(const Catalog& catalog, const ColumnGroups& groups, ColumnOf column);

}  // namespace subset
