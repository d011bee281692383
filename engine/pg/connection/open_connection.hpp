// open_connection.hpp
//
// Opens a connection of libpq, and asks the server to cancel, without ever blocking the caller.
// libpq looks up names (getaddrinfo) and sends cancel requests (PQcancel) in calls that last as
// long as a dead network wants (POSTGRES.md 25). Each of them is made on a thread of its own, which
// is left behind where it takes too long. Private to pg/.
//
// Thread-safety: pure functions.
#pragma once

#include "subset/cancellation.hpp"

#include <chrono>
#include <memory>
#include <string>

struct pg_conn;

namespace subset::pg {

struct ConnectionDeleter {
    void operator()(pg_conn* connection) const noexcept;
};
using Connection = std::unique_ptr<pg_conn, ConnectionDeleter>;

struct OpenedConnection {
    Connection connection;  // none where it failed
    std::string failure;    // what libpq said then
};

// Throws: interrupted.
// Cost:   a connection.
[[nodiscard]] OpenedConnection open_connection(const std::string& string,
                                               std::chrono::milliseconds patience,
                                               const Cancellation& cancellation);

// Asks the server to cancel what this connection is doing. The server answers on the connection
// itself. The call waits no longer than `patience` for the request to arrive.
void request_cancel(pg_conn* connection, std::chrono::milliseconds patience) noexcept;

}  // namespace subset::pg
