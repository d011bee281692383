// computed_once.hpp
//
// Finds what the masks of a row would compute several times. The server knows no common parts, and
// an HMAC takes longer than what most masks make of it. A query within the statement that computes
// it leaves the masks to the server's parallel workers, which a query over the row c would not.
//
// Thread-safety: pure function.
#pragma once

#include "plan/output_plan.hpp"

namespace subset {

// Fills in TableOutput::computed_once, and what the columns are over it.
void take_out_hmacs(TableOutput& output);

}  // namespace subset
