// shut_out.hpp
//
// With atomic = "database" and rows = "keep", nobody can connect to the target for the moment in
// which its rows move into the new twin. A run that is killed in that moment leaves the target so,
// and the next run finds it.
//
// Thread-safety: one thread.
#pragma once

#include "pg/connection/connection_string.hpp"
#include "pg/session.hpp"

#include <cstdint>
#include <string>

namespace subset {

// Renders SQL by which others can connect to the database, or cannot.
[[nodiscard]] std::string render_let_in(const std::string& database, bool others);

enum class ShutOut : std::uint8_t {
    none,     // not by a refresh, as far as can be seen
    running,  // by one that is at work
    ended     // by one that was cut off; others can connect again now, which a warning tells
};

// To be called where nobody could connect to the target.
//
// Throws: interrupted.
// Cost:   a connection to another database of the server, and up to three round trips.
[[nodiscard]] ShutOut end_shut_out(const pg::ConnectionString& target,
                                   const pg::SessionContext& context);

}  // namespace subset
