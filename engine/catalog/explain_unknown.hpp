// explain_unknown.hpp
//
// Explains to the user why a name of the config means nothing in the source.
//
// Thread-safety: pure function.
#pragma once

#include "catalog/catalog.hpp"
#include "subset/config.hpp"

#include <string>
#include <string_view>

namespace subset {

// `key` is a key of the config, such as "[[root]] table".
// Requires: no relation of the catalog has the name.
[[nodiscard]] Fault explain_unknown(std::string_view key, const TableName& text,
                                    const Catalog& catalog);

// Renders the hint for a column that the table does not have.
[[nodiscard]] std::string render_columns_hint(const Table& table);

// Explains in a hint what becomes of the rows of an extension's table.
[[nodiscard]] std::string explain_extension_rows(const ExtensionRelation& relation);

}  // namespace subset
