// third_database.hpp
//
// Neither the target nor the database that is built beside it: where both are renamed from.
//
// Thread-safety: one thread for each connection.
#pragma once

#include "pg/copy_channel.hpp"
#include "subset/cancellation.hpp"
#include "subset/observer.hpp"
#include "twin/open_target.hpp"

#include <string>

namespace subset {

// A connection to another database of the target's server. It obeys `cancellation`.
//
// Throws: connection, where the role can connect to none; interrupted, also where that takes more
//         than a moment after Ctrl-C.
// Cost:   a connection, or two.
[[nodiscard]] pg::CopyChannel open_third_database(const OpenTarget& target, Observer& observer,
                                                  Cancellation& cancellation);

// Drops what was built, or what was replaced; after Ctrl-C too, within a bound.
//
// Throws: connection; interrupted; what the server says.
// Cost:   a connection and three round trips.
void drop_beside(const OpenTarget& target, const std::string& name, Observer& observer);

}  // namespace subset
