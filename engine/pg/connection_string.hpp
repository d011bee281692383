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
#include <utility>
#include <vector>

namespace subset::pg {

class ConnectionString {
public:
    // `end` is "source" or "target", for messages, which never hold the string itself.
    //
    // Throws: config, where libpq cannot read it, which says why without any part of it that may be
    // a secret.
    ConnectionString(std::string end, const std::string& text);
    // What an open connection came to, keyword by keyword.
    ConnectionString(std::string end, std::map<std::string, std::string> values)
        : end_{std::move(end)}, values_{std::move(values)} {}

    [[nodiscard]] const std::string& end() const noexcept { return end_; }
    // What of the text was left out, as lines for Observer::note.
    [[nodiscard]] const std::vector<std::string>& notes() const noexcept { return notes_; }
    // A keyword/value string for connecting: what was given, plus keepalives and the fixed settings
    // of this program where the user set none. Holds the secrets.
    [[nodiscard]] std::string for_connecting() const;
    // The value of a keyword, or empty.
    [[nodiscard]] std::string value(const std::string& keyword) const;
    // A copy with a keyword set.
    [[nodiscard]] ConnectionString with(const std::string& keyword, const std::string& value) const;
    // For a child process, which must come to the same place by the same rules: everything but the
    // secrets, as a keyword/value string for its command line. Where nothing is left to libpq's own
    // variables and service files, they cannot say otherwise (POSTGRES.md 24).
    [[nodiscard]] std::string for_command_line() const;
    // The child's environment: the secrets that have a variable as "NAME=value", and as "NAME"
    // alone each variable of libpq that the child must not have (manual, libpq, "Environment
    // Variables").
    [[nodiscard]] std::vector<std::string> environment() const;
    // The secrets that no variable stands for, as the text of a service file whose one service is
    // `child_service`; empty where there is none.
    [[nodiscard]] std::string service_file() const;
    static constexpr std::string_view child_service = "subset";

    // Replaces every secret of this string that occurs in `text`.
    [[nodiscard]] std::string redact(std::string text) const;

private:
    std::string end_;
    std::map<std::string, std::string> values_;
    std::vector<std::string> notes_;
};

// What is wrong with a url of the config, with its place; nothing where it can be read.
[[nodiscard]] std::optional<Fault> find_fault(const std::string& end, const std::string& url,
                                              const Place& place);

}  // namespace subset::pg
