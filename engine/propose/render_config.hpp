// render_config.hpp
//
// Renders a proposed config as the text of twin.toml, with what was guessed, and why, in comments.
// It is part of the report stage.
//
// Thread-safety: pure function.
#pragma once

#include "propose/landscape.hpp"
#include "propose/propose_config.hpp"
#include "subset/config.hpp"

#include <string>

namespace subset {

// Renders TOML that runs as it stands. It holds nothing of the source but names and numbers: no
// host, no user, no value.
[[nodiscard]] std::string render_config(const SourceConfig& config, const Landscape& source,
                                        const ConfigProposal& proposal);

}  // namespace subset
