// read_keys.hpp
//
// Reads what tells rows apart and what references them: indexes, primary and unique keys, foreign
// keys.
// Private to catalog/.
#pragma once

#include "catalog/catalog.hpp"
#include "catalog/read_relations.hpp"
#include "pg/session.hpp"

#include <cstdint>
#include <string>

namespace subset {

// Returns the index of a column that the server has named. Throws: server, where the table has none
// of that name.
[[nodiscard]] std::uint16_t column_of_answer(const Table& table, const std::string& column);

// Fills the keys and indexes of Catalog::tables. Requires: their columns. Cost: one round trip.
void read_indexes(pg::Session& session, Catalog& catalog, const Lookup& lookup);

// Fills Catalog::references with the declared references. Requires: columns. Cost: one round trip.
void read_references(pg::Session& session, Catalog& catalog, const Lookup& lookup);

// Keeps one of equal references, the first by name. It counts as validated where at least one of
// them is.
void merge_equal_references(Catalog& catalog);

}  // namespace subset
