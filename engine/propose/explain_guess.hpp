// explain_guess.hpp
//
// Explains, in sentences, why a proposed config says what it says.
//
// Thread-safety: pure functions.
#pragma once

#include "propose/landscape.hpp"
#include "propose/propose_config.hpp"

#include <string>

namespace subset {

// Renders "about 1,362 rows in 104.0 kB".
[[nodiscard]] std::string render_size(const Landscape& source, TableId table);
// These explain the root that was taken, with the limits that the proposal has below it, and
// another candidate.
[[nodiscard]] std::string explain_root(const Landscape& source, const ConfigProposal& proposal);
[[nodiscard]] std::string explain_candidate(const Landscape& source, const ProposedRoot& root);
// Explains why the twin does not have a table.
// Requires: the role may not read it.
[[nodiscard]] std::string explain_absent(const Landscape& source, TableId table);
// Explains why a table stays empty.
// Requires: its rows do not come.
[[nodiscard]] std::string explain_empty(const Landscape& source, TableId table);

}  // namespace subset
