// check_guesses.hpp
//
// Tries guessed references on values of the source: it reads some rows of the child, and looks each
// value up by the parent's primary key.
#pragma once

#include "pg/copy_channel.hpp"
#include "propose/guess_references.hpp"

#include <cstddef>
#include <vector>

namespace subset {

struct UndeclaredReferences {
    std::vector<ReferenceGuess> references;  // guesses that hold, by table, column and type
    std::size_t left_out = 0;                // guesses that were too many to look at
    std::vector<std::string> unseen;         // sentences about types that were not looked at
};

// Returns at most one reference for each column, and one for each type of a polymorphic pair. A
// guess holds where there are values and nearly all of them are found.
//
// Requires: the reader is in a transaction; it stays usable.
// Throws:   connection; interrupted.
// Cost:     a round trip, and one for each 20 guesses and each 20 polymorphic pairs, of at most 500
//           guesses; in each the server reads about 1,000 rows from pages all over it, and probes
//           primary keys. Where a statement fails, a round trip for each of its guesses.
// Returns for each pair the most frequent types of sampled rows and, where the role may read them,
// of the statistics: at most 20, and whether there are more.
struct PairTypes {
    std::vector<std::string> types;
    bool more = false;
};
[[nodiscard]] std::vector<PairTypes> read_pair_types(const Catalog& catalog,
                                                     const std::vector<TypedPair>& pairs,
                                                     pg::CopyChannel& reader);

[[nodiscard]] UndeclaredReferences find_undeclared_references(const Landscape& source,
                                                              pg::CopyChannel& reader);

}  // namespace subset
