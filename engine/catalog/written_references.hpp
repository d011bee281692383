// written_references.hpp
//
// The config's [[reference]] entries as references of the catalog, beside those that pg_constraint
// declares.
#pragma once

#include "catalog/catalog.hpp"
#include "pg/copy_channel.hpp"
#include "pg/session.hpp"
#include "subset/config.hpp"

#include <optional>

namespace subset {

// How a written reference compares a pair, or nothing where SQL has no equality for the two that
// would need no cast.
[[nodiscard]] std::optional<KeyOperator> find_operator(const ValueType& parent,
                                                       const ValueType& child);

// Adds them to catalog.references; what is wrong with them to catalog.faults.
//
// Requires: the reader is in the snapshot's transaction; it stays usable.
// Cost:     nothing where there are none; else two round trips, three for each expression, and one
//           for each type of theirs.
void add_written_references(Catalog& catalog, const Config& config, pg::Session& session,
                            pg::CopyChannel& reader);

}  // namespace subset
