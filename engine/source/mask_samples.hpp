// mask_samples.hpp
//
// A few rows of each table that has masks, to hold the twin against: their raw values leave the
// source only as hashes with a salt of this run.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/row_plan.hpp"
#include "rows/mask_sample.hpp"
#include "util/id_vector.hpp"

#include <string>
#include <vector>

namespace subset {

// Throws: not_whole, where a mask of the user's own leaves values as they are; what the server
//         says.
// Cost:   a round trip for each table that has masks and rows.
[[nodiscard]] std::vector<MaskSample> read_mask_samples(const RowPlan& plan,
                                                        const IdVector<TableId, RowsToLookAt>& of,
                                                        pg::CopyChannel& reader,
                                                        const std::string& salt);

// SQL of the hash of a text, as both ends compute it.
[[nodiscard]] std::string render_salted_hash(const std::string& salt, const std::string& text);

}  // namespace subset
