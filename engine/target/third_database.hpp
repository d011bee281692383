// third_database.hpp
//
// Neither the target nor the database that is built beside it: where both are renamed from. Stage
// target.
//
// Thread-safety: one thread for each connection.
#pragma once

#include "pg/copy_channel.hpp"
#include "subset/observer.hpp"
#include "target/open_target.hpp"

namespace subset {

// A connection to another database of the target's server. It hears no cancellation.
//
// Throws: connection, where the role can connect to none.
// Cost:   a connection, or two.
[[nodiscard]] pg::CopyChannel open_third_database(const OpenTarget& target, Observer& observer);

}  // namespace subset
