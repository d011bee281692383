// connect.hpp
//
// How a session begins: an endpoint that is waking up (a serverless database, a container that just
// started) is tried again and again, and the first statements make the settings. Part of engine/pg.
#pragma once

#include "pg/session.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace subset::pg {

// Calls `attempt`, with the time that is left, until it returns an empty text, which means
// connected. Where it returns what a sleeping or starting endpoint says, it is called again after a
// growing pause; any other text, and the end of connect_timeout, is an error.
//
// Throws: connection, interrupted.
// Cost:   a connection for each attempt.
void connect_with_retries(
    const ConnectionString& string, const SessionContext& context,
    const std::function<std::string(std::chrono::milliseconds left)>& attempt);

// The settings that every session of this program begins with, as one multi-statement SQL text.
[[nodiscard]] std::string session_settings(std::chrono::milliseconds statement_timeout,
                                           std::chrono::milliseconds lock_timeout,
                                           int server_version_num);
// Those of the settings that the text form of values depends on.
[[nodiscard]] std::string text_settings();
// Further settings of sessions on the source, by which nothing is written, no row is silently left
// out (POSTGRES.md 12), and no order changes between runs (POSTGRES.md 23).
[[nodiscard]] std::string source_settings();
// Further settings of sessions with a pace, whose cursors are read to their end (POSTGRES.md 65).
[[nodiscard]] std::string paced_settings();

}  // namespace subset::pg
