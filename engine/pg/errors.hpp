// errors.hpp
//
// What a server or libpq said, made into an Error with the right kind. Part of engine/pg.
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
    // what it is about, where that is one thing
    std::string schema = {};
    std::string table = {};
    std::string constraint = {};
};

[[nodiscard]] ErrorKind kind_of_sqlstate(std::string_view sqlstate) noexcept;

// What of a message may be shown: a row's values stand in the DETAIL of a violated constraint, in
// the CONTEXT of a COPY and of SQL put together at run time, and in the quotes of data that do not
// fit.
[[nodiscard]] std::string shown_primary(const ServerMessage& message);
[[nodiscard]] std::string shown_detail(const ServerMessage& message);
[[nodiscard]] std::string shown_context(const ServerMessage& message);  // on one line

// "source: message" with the detail and the functions that it came from, and a hint: the server's
// own or one for the kind.
[[nodiscard]] Error make_server_error(std::string_view end, const ServerMessage& message);

// A connection that is gone, with whatever libpq said about it.
[[nodiscard]] Error make_lost_connection(std::string_view end, std::string_view said);

// A connection that cannot see the snapshot that another exported, with what it said.
[[nodiscard]] Error make_not_one_server(std::string_view end, std::string_view said);

// The first line of what libpq says, without its "connection to server ... failed:" preamble's
// repetition.
[[nodiscard]] std::string first_line(std::string_view text);

}  // namespace subset::pg
