// hidden_settings.hpp
//
// Settings of a session whose values nobody else may see, such as what masks are made with. They
// travel in the packet that starts the session, which no server writes down (POSTGRES.md 26). A
// pooler may refuse them there or throw them away; then they are bound to a statement, if the
// server's log does not hold what is bound. Part of engine/pg.
//
// Thread-safety: values; each channel is used by one thread.
#pragma once

#include "pg/connection/connection_string.hpp"
#include "pg/copy_channel.hpp"

#include <string>

namespace subset::pg {

// Whether the session has these very values. They are compared by hashes that are good for this
// once.
// Cost: one round trip.
[[nodiscard]] bool has_settings(CopyChannel& channel, const HiddenSettings& settings);

// Gives the session the settings by a statement with bound values. `what` names them in the error:
// "the key of [mask]".
//
// Throws: server, where the server's log would hold what is bound.
// Cost:   two round trips.
void bind_settings(CopyChannel& channel, const HiddenSettings& settings, const std::string& what);

}  // namespace subset::pg
