// connect.hpp
//
// Going on trying an endpoint that is waking up: a serverless database, a container that just
// started. Part of engine/pg.
#pragma once

#include "pg/session.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace subset::pg {

// Calls `attempt` with the time that is left until it returns an empty text (connected). A text
// that a sleeping or starting endpoint gives is tried again after a growing pause; any other, or
// the end of connect_timeout, throws.
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
// Of these, what the text form of values depends on.
[[nodiscard]] std::string text_settings();
// Those of the source besides: nothing is written, no row is silently filtered, no order changes
// between runs.
[[nodiscard]] std::string source_settings();

}  // namespace subset::pg
