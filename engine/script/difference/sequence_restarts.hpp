// sequence_restarts.hpp
//
// The sequences of a twin whose schema stands go on where a run that makes them anew would let them
// go on. They are altered, not set: what setval does no ROLLBACK takes back. Private to script/.
//
// Thread-safety: pure.
#pragma once

#include "catalog/catalog.hpp"
#include "twin/schema/kept_schema.hpp"

#include <string>
#include <vector>

namespace subset {

// A query whose rows are ALTER SEQUENCE statements, for those that stand elsewhere; empty where
// there is no sequence.
[[nodiscard]] std::string render_sequence_restarts(const Catalog& catalog,
                                                   const std::vector<Sequence>& places,
                                                   const KeptSchema& kept);

}  // namespace subset
