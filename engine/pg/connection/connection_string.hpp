// connection_string.hpp
//
// Connection strings of libpq, which libpq itself takes apart. They are shown without secrets, and
// handed to child processes so that no password shows in the process list. Part of engine/pg.
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

// Names and values of settings that a session begins with and that are shown nowhere.
using HiddenSettings = std::vector<std::pair<std::string, std::string>>;

class ConnectionString {
public:
    // `end` is "source" or "target", for messages, which never hold the string itself.
    //
    // Throws: config, where libpq cannot read it; the message says why without any part of it that
    //         may be a secret.
    ConnectionString(std::string end, const std::string& text);
    // The values that an open connection has, keyword by keyword.
    ConnectionString(std::string end, std::map<std::string, std::string> values)
        : end_{std::move(end)}, values_{std::move(values)} {}

    [[nodiscard]] const std::string& end() const noexcept { return end_; }
    // Lines for Observer::note that say which parts of the text were left out.
    [[nodiscard]] const std::vector<std::string>& notes() const noexcept { return notes_; }
    // A keyword/value string for connecting: what was given, and keepalives and the fixed settings
    // of this program where the user set none. It holds the secrets.
    [[nodiscard]] std::string for_connecting() const;
    // The value of a keyword, or empty.
    [[nodiscard]] std::string value(const std::string& keyword) const;
    // A copy with a keyword set.
    [[nodiscard]] ConnectionString with(const std::string& keyword, const std::string& value) const;
    // A copy whose sessions begin with these settings, besides what `options` says. They are part
    // of for_connecting() alone, so that no child process and no other session has them.
    [[nodiscard]] ConnectionString with(HiddenSettings settings) const;
    [[nodiscard]] bool has_settings() const noexcept { return !settings_.empty(); }
    // A keyword/value string for the command line of a child process, which must come to the same
    // place by the same rules. It holds everything but the secrets, so that libpq's own variables
    // and service files have nothing left to say (POSTGRES.md 24).
    [[nodiscard]] std::string for_command_line() const;
    // The child's environment. The secrets that have a variable are in it as "NAME=value"; "NAME"
    // alone means a variable of libpq that the child must not have (manual, libpq, "Environment
    // Variables").
    [[nodiscard]] std::vector<std::string> environment() const;
    // The secrets that no variable stands for, as the text of a service file whose one service is
    // `child_service`; empty where there is none.
    [[nodiscard]] std::string service_file() const;
    static constexpr std::string_view child_service = "subset";

    // Replaces every secret of this string that occurs in `text`, hidden settings among them.
    [[nodiscard]] std::string redact(std::string text) const;

private:
    std::string end_;
    std::map<std::string, std::string> values_;
    std::vector<std::string> notes_;
    HiddenSettings settings_;
};

// Finds out what is wrong with a url of the config, and returns nothing where libpq can read it.
[[nodiscard]] std::optional<Fault> find_fault(const std::string& end, const std::string& url,
                                              const Place& place);

}  // namespace subset::pg
