// try_proposal.hpp
//
// Adds masks to a proposed config, and tries the whole config as a run does before it reads rows.
// Masks that do not fit become comments. Private to propose/.
#pragma once

#include "propose/propose_config.hpp"

namespace subset {

// Throws: what the source says.
// Cost:   as propose_config.hpp says.
void add_masks(const SourceConfig& config, const Landscape& source, pg::CopyChannel& reader,
               const KeyOffer& offer, ConfigProposal& proposal);

}  // namespace subset
