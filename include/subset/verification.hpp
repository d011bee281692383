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
    std::optional<std::uint64_t> stamped_rows;  // absent: the stamp does not know the table
};

struct VerifiedReference {
    std::string name;
    std::string table;
    std::string parent;
    bool declared = true;        // else by [[reference]] alone
    std::uint64_t dangling = 0;  // rows whose parent row is missing
    std::uint64_t allowed = 0;   // of those, what was kept by rule when the twin was made
    std::vector<std::string> dangling_keys;  // a few of what they refer to

    [[nodiscard]] bool holds() const noexcept { return dangling <= allowed; }
};

struct Verification {
    std::string database;
    std::string server_version;
    // of the stamp; absent where there is none, or where it is of another database
    std::optional<std::string> snapshot_time;
    std::string source_database;  // of the stamp
    bool complete = true;         // false: the stamp says that a refresh did not come to its end
    // the config's text is not what the twin was made with
    bool config_changed = false;
    std::vector<VerifiedTable> tables;          // by name
    std::vector<VerifiedReference> references;  // by table, then name
    // tables of the stamp that are gone, and other things of note: one line each, no full stop
    std::vector<std::string> changes;
    double seconds = 0;

    // Every reference holds, and the twin is complete.
    [[nodiscard]] bool whole() const noexcept;
};

// Throws: not_whole, naming every reference that does not hold, unless whole().
void throw_unless_whole(const Verification& verification);

[[nodiscard]] std::string render_verification_text(const Verification& verification,
                                                   int width = 80);
[[nodiscard]] std::string render_verification_json(const Verification& verification);

}  // namespace subset
