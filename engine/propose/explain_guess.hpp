// explain_guess.hpp
//
// Why a proposed config says what it says, in sentences.
//
// Thread-safety: pure functions.
#pragma once

#include "propose/landscape.hpp"
#include "propose/propose_config.hpp"

#include <string>

namespace subset {

// "about 1,362 rows in 104.0 kB".
[[nodiscard]] std::string render_size(const Landscape& source, TableId table);
// Of the root that was taken, with the limits that the proposal has below it; and of another.
[[nodiscard]] std::string explain_root(const Landscape& source, const ConfigProposal& proposal);
[[nodiscard]] std::string explain_candidate(const Landscape& source, const ProposedRoot& root);
// Why a table stays empty. Requires: it does not come.
[[nodiscard]] std::string explain_empty(const Landscape& source, TableId table);

}  // namespace subset
