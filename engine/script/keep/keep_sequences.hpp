// keep_sequences.hpp
//
// mode = "keep": the target's sequences go on where those of the source stand, and past the rows.
// They are altered, not set: what setval does no ROLLBACK takes back. Private to script/.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/catalog.hpp"
#include "subset/error.hpp"
#include "twin/schema/kept_schema.hpp"

#include <string>
#include <vector>

namespace subset {

struct SequenceSettings {
    // a query whose rows are ALTER SEQUENCE statements; may be empty
    std::string restarts;
    // of sequences that are another role's: to be run last, as no failure undoes it; may be empty
    std::string setval;
    std::vector<Fault> warnings;  // what is not readable in the source
};

[[nodiscard]] SequenceSettings make_keep_sequences(const Catalog& catalog,
                                                   const std::vector<Sequence>& places,
                                                   const KeptSchema& kept);

}  // namespace subset
