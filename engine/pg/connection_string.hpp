// connection_string.hpp
//
// libpq connection strings: taken apart by libpq itself, shown without secrets, and handed to child
// processes without showing a password in the process list. Part of engine/pg.
//
// Thread-safety: pure functions and values.
#pragma once

#include "subset/error.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace subset::pg {

class ConnectionString {
public:
    // `end` is "source" or "target", for messages, which never hold the string itself.
    //
    // Throws: config, where libpq cannot read it.
    ConnectionString(std::string end, const std::string& text);

    [[nodiscard]] const std::string& end() const noexcept { return end_; }
    // A keyword/value string for connecting: what was given, plus keepalives and the fixed settings
    // of this program where the user set none. Holds the secrets.
    [[nodiscard]] std::string for_connecting() const;
    // The value of a keyword, or empty.
    [[nodiscard]] std::string value(const std::string& keyword) const;
    // A copy with a keyword set.
    [[nodiscard]] ConnectionString with(const std::string& keyword, const std::string& value) const;
    // Environment variables for pg_dump: everything that has one, secrets included (manual 34.15).
    [[nodiscard]] std::vector<std::string> environment() const;
    // What has no environment variable and is no secret, as a keyword/value string for the command
    // line.
    [[nodiscard]] std::string for_command_line() const;

    // Replaces every secret of this string that occurs in `text`.
    [[nodiscard]] std::string redact(std::string text) const;

private:
    std::string end_;
    std::map<std::string, std::string> values_;
};

// What is wrong with a url of the config, with its place; nothing where it can be read.
[[nodiscard]] std::optional<Fault> find_fault(const std::string& end, const std::string& url,
                                              const Place& place);

}  // namespace subset::pg
