// verification.hpp
//
// A Verification is the answer of `subset verify`: what holds in a twin at any later time, and what
// has changed since it was made.
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
    // It is absent where the stamp does not list the table; the stamp lists tables that had rows.
    std::optional<std::uint64_t> stamped_rows;
};

struct VerifiedReference {
    std::string name;
    std::string table;
    std::string parent;
    bool declared = true;                    // otherwise by [[reference]] alone
    std::uint64_t dangling = 0;              // rows whose parent row is missing
    std::uint64_t allowed = 0;               // so many were kept by rule when the twin was made
    std::vector<std::string> dangling_keys;  // a few of the keys that have no parent row

    [[nodiscard]] bool holds() const noexcept { return dangling <= allowed; }
};

// TwinStamp holds what the stamp says of how the twin was made.
struct TwinStamp {
    std::string version;  // of the program
    std::string source_database;
    std::string source_server_version;
    std::string snapshot_time;
    double age_seconds = 0;  // since then, by the target's clock
    bool complete = true;    // false: a refresh did not come to its end
    // Whether the config's text is another than the one that the twin was made with. It is absent
    // where no config was named.
    std::optional<bool> config_changed;
};

struct Verification {
    std::string database;
    std::string server_version;
    std::optional<TwinStamp>
        stamp;  // absent where there is none, or where it is of another database
    std::vector<VerifiedTable> tables;  // by name
    // These tables of the stamp are not there any more; their `rows` is 0.
    std::vector<VerifiedTable> gone;
    std::vector<VerifiedReference> references;  // by table, then name
    // These lines say other things that people should know, without a full stop.
    std::vector<std::string> notes;
    double seconds = 0;

    // Whether every reference holds and the stamp does not say that the twin is incomplete.
    [[nodiscard]] bool whole() const noexcept;
};

// Throws: not_whole, naming every reference that does not hold, unless whole().
void throw_unless_whole(const Verification& verification);

// Renders the verification as text of at most `width` columns. Tables are named where their number
// of rows is not the one that they had when the twin was made.
[[nodiscard]] std::string render_verification_text(const Verification& verification,
                                                   int width = 80);
// Renders the verification as JSON, one object and a newline. Its `changes` are the differences in
// rows and the notes, a line for each.
[[nodiscard]] std::string render_verification_json(const Verification& verification);

}  // namespace subset
