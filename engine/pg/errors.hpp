// errors.hpp
//
// Makes an Error of the right kind out of what a server or libpq said. Part of engine/pg.
#pragma once

#include "subset/error.hpp"

#include <string>
#include <string_view>

namespace subset::pg {

// The fields of a server's error (manual, "Error and Notice Message Fields"). A field that the
// server did not send is empty.
struct ServerMessage {
    std::string sqlstate;
    std::string primary;
    std::string detail;
    std::string hint;
    std::string context;
    std::size_t position = 0;  // in characters of the statement, from 1; 0 where there is none
    // the object that the error is about, where it is about one
    std::string schema = {};
    std::string table = {};
    std::string constraint = {};
};

[[nodiscard]] ErrorKind kind_of_sqlstate(std::string_view sqlstate) noexcept;

// The parts of a message that may be shown. What is cut holds values of rows: the DETAIL of a
// violated constraint, the CONTEXT of a COPY and of SQL that is put together at run time, and what
// is quoted of data that do not fit.
[[nodiscard]] std::string shown_primary(const ServerMessage& message);
[[nodiscard]] std::string shown_detail(const ServerMessage& message);
[[nodiscard]] std::string shown_context(const ServerMessage& message);  // on one line

// Makes the error of a statement: "source: message" with the detail and the functions that it came
// from. Its hint is the server's own, or else one for the kind.
[[nodiscard]] Error make_server_error(std::string_view end, const ServerMessage& message);

// Makes the error of a connection that is gone, with whatever libpq said about it.
[[nodiscard]] Error make_lost_connection(std::string_view end, std::string_view said);

// Makes the error of a connection that cannot see the snapshot that another one has exported.
[[nodiscard]] Error make_not_one_server(std::string_view end, std::string_view said);

// The first line of what libpq says.
[[nodiscard]] std::string first_line(std::string_view text);

}  // namespace subset::pg
