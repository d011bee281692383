// discretion.hpp
//
// What may be told of a server's message where the rows hold values that nobody is to see. Servers,
// and the functions that they run, quote such values anywhere: in the message itself, in its
// detail, hint and context. So only words are told that are known to be the server's own.
// Part of engine/pg.
//
// Thread-safety: pure functions.
#pragma once

#include "pg/errors.hpp"

#include <string>
#include <string_view>

namespace subset::pg {

// Returns the message in words that hold no value of a row: the server's own where these are about
// its schema, its locks, its disks or the text of a statement, else the name of the condition.
[[nodiscard]] ServerMessage without_values(ServerMessage message);

// Returns a notice likewise, as the server writes it: "NOTICE:  schema ... does not exist".
[[nodiscard]] std::string notice_without_values(std::string_view severity,
                                                const ServerMessage& message);

// Returns a statement of this program's without the keys that it asks for, which stand in arrays
// and lists of values; arrays of names stay.
[[nodiscard]] std::string statement_without_values(std::string_view sql);

// Returns the manual's name of a condition, in words: "invalid text representation"; of one without
// a name here, that of its class.
[[nodiscard]] std::string_view condition_name(std::string_view sqlstate);

}  // namespace subset::pg
