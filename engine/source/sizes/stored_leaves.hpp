// stored_leaves.hpp
//
// The tables and partitions in scope, as pg_class has them. Private to source/sizes/.
//
// Thread-safety: uses the reader from one thread.
#pragma once

#include "catalog/catalog.hpp"
#include "pg/copy_channel.hpp"

#include <map>
#include <string>

namespace subset {

// A table or partition, as pg_class has it.
struct StoredLeaf {
    bool has_toast = false;
    double toast_bytes = 0;
    double heap_bytes = 0;
    double rows = 0;
    double fill = 1;
    bool unlogged = false;  // then each of its indexes has another file, from which it is emptied
};

// SQL of an array of their oids.
[[nodiscard]] std::string list_leaves(const Catalog& catalog);

// Cost: a round trip.
[[nodiscard]] std::map<Oid, StoredLeaf> read_stored_leaves(const Catalog& catalog,
                                                           pg::CopyChannel& reader);

}  // namespace subset
