// verification.hpp
//
// What holds in a twin at any later time, and what has changed since it was made: what `subset
// verify` answers.
//
// Thread-safety: values and pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace subset {

struct VerifiedTable {
    std::string table;  // "public.users"
    std::uint64_t rows = 0;
    // absent: the stamp does not list the table, which it does where the twin had rows of it
    std::optional<std::uint64_t> stamped_rows;
};

struct VerifiedReference {
    std::string name;
    std::string table;
    std::string parent;
    bool declared = true;                    // else by [[reference]] alone
    std::uint64_t dangling = 0;              // rows whose parent row is missing
    std::uint64_t allowed = 0;               // as many were kept by rule when the twin was made
    std::vector<std::string> dangling_keys;  // where it does not hold: a few of what they refer to

    [[nodiscard]] bool holds() const noexcept { return dangling <= allowed; }
};

// What the stamp says of the making.
struct TwinStamp {
    std::string version;  // of the program
    std::string source_database;
    std::string source_server_version;
    std::string snapshot_time;
    double age_seconds = 0;  // since then, by the target's clock
    bool complete = true;    // false: a refresh did not come to its end
    // the config's text is not what the twin was made with; absent where no config was named
    std::optional<bool> config_changed;
};

struct Verification {
    std::string database;
    std::string server_version;
    std::optional<TwinStamp>
        stamp;  // absent where there is none, or where it is of another database
    std::vector<VerifiedTable> tables;  // by name
    // tables of the stamp that are not there any more: rows is 0
    std::vector<VerifiedTable> gone;
    std::vector<VerifiedReference> references;  // by table, then name
    // other things of note: one line each, no full stop
    std::vector<std::string> notes;
    double seconds = 0;

    // Every reference holds, and the stamp does not say that the twin is incomplete.
    [[nodiscard]] bool whole() const noexcept;
};

// Throws: not_whole, naming every reference that does not hold, unless whole().
void throw_unless_whole(const Verification& verification);

// Tables are named where their rows are not as many as when the twin was made.
[[nodiscard]] std::string render_verification_text(const Verification& verification,
                                                   int width = 80);
// One object and a newline. Its `changes` are the differences in rows and the notes, a line each.
[[nodiscard]] std::string render_verification_json(const Verification& verification);

}  // namespace subset
