// propose_config.hpp
//
// A proposed config holds, as a value, what a first config for a source may say: guesses from its
// statistics and samples, which are tried as far as that is possible without reading all rows.
// propose/render_config.hpp writes it down.
#pragma once

#include "catalog/catalog.hpp"
#include "pg/copy_channel.hpp"
#include "propose/check_guesses.hpp"
#include "propose/choose_tables.hpp"
#include "propose/estimate_down.hpp"
#include "propose/landscape.hpp"
#include "propose/masks/propose_masks.hpp"
#include "propose/rank_roots.hpp"
#include "subset/config.hpp"
#include "subset/observer.hpp"

#include <functional>
#include <string>
#include <vector>

namespace subset {

struct ProposedRoot : RootCandidate {
    std::string order_by;  // SQL; empty: none
};

struct ProposedLimit : ChildLimit {
    std::string order_by;  // SQL; empty: none
    bool by_name = false;  // its columns do not tell it from others
};

struct ConfigProposal {
    std::vector<ProposedRoot> roots;          // the best, then other candidates
    std::vector<ProposedLimit> child_limits;  // by reference
    TableChoice tables;
    MaskProposal masks;
    std::string mask_key;  // empty where no mask needs one
    UndeclaredReferences undeclared;
    std::vector<Fault> faults;  // why it does not run; usually none is known

    // Whether no column that should be masked goes as it is.
    [[nodiscard]] bool masks_all() const;
};

// A key that the proposed masks may be made with, and what gives it to the reader, to be called
// before any of them is tried.
struct KeyOffer {
    std::string key;
    std::function<void()> give;
};

// Renders c.user_id, as a person would write it.
[[nodiscard]] std::string render_written_column(const Column& column);

// Proposes a config for the source.
//
// Requires: the catalog was read with what masks need; the reader is in the snapshot's transaction.
// Throws:   config, where no table can be copied; what the source says.
// Cost:     that of find_undeclared_references() and find_masks(), one round trip, and those of
//           check_user_sql() and try_masks() once and again for each mask that does not fit.
[[nodiscard]] ConfigProposal propose_config(const SourceConfig& config, const Landscape& source,
                                            pg::CopyChannel& reader, const KeyOffer& offer);

}  // namespace subset
