// render_config.hpp
//
// A proposed config as the text of twin.toml, with what was guessed and why in comments. Part of
// the report stage.
//
// Thread-safety: pure function.
#pragma once

#include "propose/landscape.hpp"
#include "propose/propose_config.hpp"
#include "subset/config.hpp"

#include <string>

namespace subset {

// TOML that runs as it stands. Nothing of the source but names and numbers is in it: no host, no
// user, no value.
[[nodiscard]] std::string render_config(const SourceConfig& config, const Landscape& source,
                                        const ConfigProposal& proposal);

}  // namespace subset
