// errors.hpp
//
// The error of a server, from the fields that libpq has of it to an Error of the right kind. Part
// of engine/pg. CopyChannel throws it, as a StatementError; whoever adds a place in the config or a
// remedy asks its fields, never its text.
#pragma once

#include "subset/error.hpp"

#include <string>
#include <string_view>

struct pg_result;

namespace subset::pg {

// The fields of a server's error (manual, "Error and Notice Message Fields"). A field that the
// server did not send is empty.
struct ServerMessage {
    std::string end;  // whose it is: "source" or "target"
    std::string sqlstate;
    std::string primary;
    std::string detail = {};
    std::string hint = {};
    std::string context = {};
    std::size_t position = 0;  // in characters of the statement, from 1; 0 where there is none
    // the object that the error is about, where it is about one
    std::string schema = {};
    std::string table = {};
    std::string column = {};
    std::string type = {};
    std::string constraint = {};
    std::string source_file = {};  // of the server: where it says this
    std::string inner_query = {};  // that does not parse: SQL that a function has put together
    // The server's own words, which may hold values: to be compared with names, never told.
    std::string compared = {};
    bool words_hidden = false;  // `primary` is not the server's words
};

// Reads what libpq has of the error that `result` is.
[[nodiscard]] ServerMessage read_server_message(std::string_view end, const pg_result* result);

// The error of a statement: "source: message" with the detail and the functions that it came from.
// Its hint is the server's own, or else one for the kind.
class StatementError : public Error {
public:
    explicit StatementError(ServerMessage message);
    [[nodiscard]] const ServerMessage& message() const noexcept { return message_; }

private:
    ServerMessage message_;
};

[[nodiscard]] ErrorKind kind_of_sqlstate(std::string_view sqlstate) noexcept;

// The parts of a message that may be shown. What is cut holds values of rows: the DETAIL of a
// violated constraint, the CONTEXT of a COPY and of SQL that is put together at run time, and what
// is quoted of data that do not fit.
[[nodiscard]] std::string shown_primary(const ServerMessage& message);
[[nodiscard]] std::string shown_detail(const ServerMessage& message);
[[nodiscard]] std::string shown_context(const ServerMessage& message);  // on one line

// Makes the error of a connection that is gone, with whatever libpq said about it.
[[nodiscard]] Error make_lost_connection(std::string_view end, std::string_view said);

// Makes the error of a connection that cannot see the snapshot that another one has exported.
[[nodiscard]] Error make_not_one_server(std::string_view end, std::string_view said);

// The first line of what libpq says.
[[nodiscard]] std::string first_line(std::string_view text);

}  // namespace subset::pg
