// error.hpp
//
// Error is the one exception of this library. Its kind decides the exit status of the program; its
// faults say what is wrong, where, and what to do about it. Foreign exceptions (toml++) are
// translated where they arise. cli/main.cpp turns an Error into lines and a status. The engine
// catches one only to say more, to clean up, or where the work can go on without. Foundation: every
// stage may include this.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

// This is a place in the config file. Lines and columns count from 1; line 0 means "nowhere in
// particular".
struct Place {
    std::string file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;

    // Returns the place as text: "twin.toml:14:9", or the file alone, or nothing.
    [[nodiscard]] std::string text() const;
    friend bool operator==(const Place&, const Place&) = default;
};

// A SubjectId is the id of an entry that stands in no file, and so has no place. Whoever made the
// config finds by it which entry a fault is about.
enum class SubjectId : std::uint32_t {};

// A Fault is one thing that is wrong. `message` starts in lower case and has no full stop; `hint`
// is one or more sentences.
struct Fault {
    std::string message;
    std::string hint;
    Place place = {};
    std::optional<SubjectId> subject = {};  // is not shown

    // Renders the fault as lines: "error: message (place)\nhint: hint\n".
    [[nodiscard]] std::string render(std::string_view label = "error") const;
};

// This is the closed table of kinds. The number is the exit status with which the program ends.
enum class ErrorKind : std::uint8_t {
    connection,     // 1: refused, lost, or not to be had within connect_timeout
    privilege,      // 1: a right that the role lacks
    policy,         // 1: a row-security policy in the way
    lock,           // 1: lock_timeout passed
    migration,      // 1: given way too often to a schema change that waited for our locks
    conflict,       // 1: the snapshot was cancelled on a hot standby
    disk,           // 1: no space, on either server or here
    limit,          // 1: a [limits] entry would be passed
    user_sql,       // 1: SQL of the config failed while running
    target_schema,  // 1: the target's own schema does not take the rows (mode = "keep")
    server,         // 1: any other error that a server reported
    system,         // 1: this machine: a file, a process, memory
    in_doubt,       // 1: the connection was lost during COMMIT and the outcome could not be learned
    usage,          // 2: the command line
    config,         // 2: the config file, by itself or against the catalog
    refused,        // 3: a guard that protects a database
    pooler,         // 3: a transaction-pooling endpoint
    tool_version,   // 3: no pg_dump at least as new as the server
    lock_table,     // 3: the transaction would not fit the server's lock table
    not_whole,      // 4: the twin would not be (is not) referentially whole
    interrupted,    // 130
};

[[nodiscard]] int exit_status(ErrorKind kind) noexcept;
[[nodiscard]] std::string_view name_of(ErrorKind kind) noexcept;

// An Error is thrown when the run cannot go on. It is immutable, and copyable as exceptions must
// be.
class Error : public std::runtime_error {
public:
    Error(ErrorKind kind, std::string message, std::string hint = {}, Place place = {},
          std::string sqlstate = {});
    // Makes an error of several faults of one kind, which are told together.
    // Requires: not faults.empty().
    Error(ErrorKind kind, std::vector<Fault> faults);

    [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }
    [[nodiscard]] const std::vector<Fault>& faults() const noexcept { return faults_; }
    [[nodiscard]] const std::string& hint() const noexcept { return faults_.front().hint; }
    [[nodiscard]] const Place& place() const noexcept { return faults_.front().place; }
    // Returns the server's SQLSTATE (PostgreSQL's manual, appendix A), or an empty text.
    [[nodiscard]] const std::string& sqlstate() const noexcept { return sqlstate_; }

private:
    ErrorKind kind_;
    std::vector<Fault> faults_;
    std::string sqlstate_;
};

// Returns the same error with a hint that says at its end how the target was left.
[[nodiscard]] Error with_outcome(const Error& error, std::string_view outcome);

}  // namespace subset
