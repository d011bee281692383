// read_element_type.hpp
//
// Asks the server what the elements of an array are. Private to catalog/.
#pragma once

#include "catalog/catalog.hpp"
#include "pg/copy_channel.hpp"
#include "pg/session.hpp"

#include <string>

namespace subset {

// `array`: SQL over the row c; `from`: the table of that row, as it stands behind FROM;
// `collation`: that of the array where it is a column, as Column has it.
// Cost: two round trips, three where there is a collation.
[[nodiscard]] ValueType read_element_type(pg::Session& session, pg::CopyChannel& reader,
                                          const std::string& array, const std::string& from,
                                          const std::string& collation);

}  // namespace subset
