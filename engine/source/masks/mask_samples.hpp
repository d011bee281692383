// mask_samples.hpp
//
// A few rows of each table that has masks, to hold the twin against, and to see whether the masks
// do what they are there for. Raw values leave the source only as hashes with the secret of this
// run.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/row_plan.hpp"
#include "rows/mask_sample.hpp"
#include "subset/observer.hpp"
#include "util/id_vector.hpp"

#include <string>
#include <vector>

namespace subset {

// A mask that leaves some values as they are, or puts them into others, is told
// of.
//
// Requires: the reader has the run's keys (mask_keys.hpp), and is in the snapshot's transaction.
// Throws:   not_whole, where masks leave more than one raw value in twenty; what the server says.
// Cost:     two round trips for each table that has masks and rows, in which the server evaluates
//           each of its masks three times or more for 100 rows.
[[nodiscard]] std::vector<MaskSample> read_mask_samples(const RowPlan& plan,
                                                        const IdVector<TableId, RowsToLookAt>& of,
                                                        pg::CopyChannel& reader,
                                                        const std::string& secret,
                                                        Observer& observer);

}  // namespace subset
