// check_words.hpp
//
// A tsvector that was made of a masked text would bring the words of that text past the mask. Which
// texts it was made of only the values say.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/row_plan.hpp"

#include <vector>

namespace subset {

// Returns a fault for each tsvector that is neither masked nor kept and holds words of a masked
// text of its row, in some of the rows.
//
// Throws: what the server says.
// Cost:   a round trip for each such column, in which the server reads some hundred rows.
[[nodiscard]] std::vector<Fault> check_words(const RowPlan& plan, pg::CopyChannel& reader);

}  // namespace subset
