// propose_masks.hpp
//
// What the config could say of every column of which nothing was said, and the lines for it.
#pragma once

#include "mask/column_groups.hpp"
#include "pg/copy_channel.hpp"
#include "plan/row_plan.hpp"

#include <string>
#include <vector>

namespace subset {

// Only a comment where there is a misfit; the mask is empty where none is known that fits.
struct ProposedMask {
    ColumnOf column;
    std::string mask;
    std::string why;          // "by its name"
    std::string misfit = {};  // ", but ..."

    [[nodiscard]] bool live() const noexcept { return misfit.empty(); }
};

struct MaskProposal {
    std::vector<ProposedMask> masks;  // by column
    std::vector<std::string> kept;    // entries of `keep`
};

// A person looks at it: what neither the name nor the values of a column say anything of is kept.
//
// Throws: what the server says. Cost: that of look_at_columns().
[[nodiscard]] MaskProposal find_masks(const RowPlan& plan, pg::CopyChannel& reader);

// An entry of [[table]] for each table with masks, as TOML.
[[nodiscard]] std::string render_mask_tables(const MaskProposal& proposal, const Catalog& catalog);

// A [mask] section with what the config says of it already, and those entries, as TOML that can be
// read as it stands.
//
// Throws, Cost: as find_masks().
[[nodiscard]] std::string propose_masks(const MaskConfig& config, const RowPlan& plan,
                                        pg::CopyChannel& reader);

}  // namespace subset
