// third_database.hpp
//
// The third database is neither the target nor the database that is built beside it. Both are
// renamed from a connection to it.
//
// Thread-safety: one thread for each connection.
#pragma once

#include "pg/copy_channel.hpp"
#include "subset/cancellation.hpp"
#include "subset/observer.hpp"
#include "twin/open_target.hpp"

#include <string>

namespace subset {

// Connects to another database of the target's server. The connection obeys `cancellation`.
//
// Throws: connection, where the role can connect to none; interrupted, also where connecting
//         takes more than a moment after Ctrl-C.
// Cost:   a connection, or two.
[[nodiscard]] pg::CopyChannel open_third_database(const OpenTarget& target, Observer& observer,
                                                  Cancellation& cancellation);

// Drops the database that was built, or the one that was replaced, also after Ctrl-C, within a time
// limit.
//
// Throws: connection; interrupted; what the server says.
// Cost:   a connection and three round trips.
void drop_beside(const OpenTarget& target, const std::string& name, Observer& observer);

// Lets others connect to the target again, also after Ctrl-C, within a time limit.
//
// Throws: connection; interrupted; what the server says.
// Cost:   a connection and a round trip.
void let_others_in(const OpenTarget& target, Observer& observer);

}  // namespace subset
