// choose_tables.hpp
//
// Guesses for `init` which tables a twin takes whole, and which stay empty, beside what comes down
// from a root.
//
// Thread-safety: pure function.
#pragma once

#include "propose/guess_references.hpp"
#include "propose/landscape.hpp"

#include <vector>

namespace subset {

// Each list is in the order of the tables.
struct TableChoice {
    std::vector<TableId> whole;
    std::vector<TableId> empty;          // each for a reason of its own
    std::vector<TableId> perhaps_empty;  // logs by their names alone
    std::vector<TableId> absent;         // the role may not read them
    // Small tables whose rows are about rows of any table. Taken whole, they would bring nearly
    // all of these by the references that are proposed.
    std::vector<TableId> about_others;
};

// `guesses`: the references that are proposed beside the declared ones.
[[nodiscard]] TableChoice choose_tables(const Landscape& source, TableId root,
                                        const std::vector<ReferenceGuess>& guesses);

}  // namespace subset
