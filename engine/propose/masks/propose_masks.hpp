// propose_masks.hpp
//
// Proposes what the config could say of every column of which it says nothing, and renders the
// lines for it.
#pragma once

#include "mask/column_groups.hpp"
#include "pg/copy_channel.hpp"
#include "plan/row_plan.hpp"

#include <string>
#include <vector>

namespace subset {

// Where there is a misfit, the mask becomes only a comment. It is empty where no mask is known that
// fits.
struct ProposedMask {
    ColumnOf column;
    std::string mask;
    std::string why;          // "by its name"
    std::string misfit = {};  // ", but ..."

    [[nodiscard]] bool live() const noexcept { return misfit.empty(); }
};

struct HarmlessColumn {
    std::string column;  // an entry of `keep`
    std::string why;     // of all that have it: "few different values"
};

struct MaskProposal {
    std::vector<ProposedMask> masks;   // by column
    std::vector<HarmlessColumn> kept;  // by reason
};

// A reference is proposed beside the masks: what becomes of the two columns must agree.
struct ProposedParent {
    ColumnOf child;
    ColumnOf parent;
};

// Finds masks for all unclassified columns, and says which may be kept and why. A column of which
// neither the name nor the values say anything is masked: a person will look at the proposal.
//
// Throws: what the server says.
// Cost:   that of look_at_columns().
[[nodiscard]] MaskProposal find_masks(const RowPlan& plan,
                                      const std::vector<ProposedParent>& parents,
                                      pg::CopyChannel& reader);

// Renders "keep = [...]" as TOML, with a comment for each reason.
[[nodiscard]] std::string render_keep(const std::vector<HarmlessColumn>& kept);

// Renders an entry of [[table]] for each table with masks, as TOML.
[[nodiscard]] std::string render_mask_tables(const MaskProposal& proposal, const Catalog& catalog);

// Renders a [mask] section with what the config says already, and the entries of
// render_mask_tables(), as TOML that can be read as it stands.
//
// Throws, Cost: as find_masks().
[[nodiscard]] std::string propose_masks(const MaskConfig& config, const RowPlan& plan,
                                        pg::CopyChannel& reader);

}  // namespace subset
