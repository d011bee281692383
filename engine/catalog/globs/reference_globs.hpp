// reference_globs.hpp
//
// Writes out the globs of [[reference]]: an entry for each table that one means.
//
// Thread-safety: pure function.
#pragma once

#include "catalog/catalog.hpp"
#include "config/read_scope.hpp"

#include <vector>

namespace subset {

// Returns the entries of one table, and then those that the globs stand for. A glob means neither
// the parent itself, nor tables that take no rows, nor one that references the parent by these
// columns already: in the schema, or by an entry of its own. Adds to the catalog's warnings and
// notes.
//
// Requires: the catalog has its tables, and the references that the schema declares.
[[nodiscard]] std::vector<ReferenceRule> write_out_globs(const ReadScope& scope, Catalog& catalog);

}  // namespace subset
