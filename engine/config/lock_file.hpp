// lock_file.hpp
//
// The lock file beside the config, which says which tables, columns and references the source had
// at the last accepted run. It is TOML with one thing on a line, so that a commit shows what is
// new.
//
// Thread-safety: values; reading and writing from one thread.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace subset::config {

struct Lock {
    struct Table {
        std::map<std::string, std::string> columns;     // name: type
        std::map<std::string, std::string> references;  // name: "(a, b) to public.t (c, d)"
        friend bool operator==(const Table&, const Table&) = default;
    };
    std::map<std::string, Table> tables;  // by "schema.name"
    friend bool operator==(const Lock&, const Lock&) = default;
};

// Returns where the lock file of the config is: beside it, with ".lock" for ".toml".
[[nodiscard]] std::filesystem::path make_lock_path(const std::filesystem::path& config);

// Reads the lock file, and returns nothing where there is none.
//
// Throws: config, where it cannot be read or is not what write_lock() writes.
// Cost:   reads a local file.
[[nodiscard]] std::optional<Lock> read_lock(const std::filesystem::path& path);

// Writes the lock file and puts it in its place as a whole. A file that says the same already is
// not touched.
//
// Throws: disk; system.
// Cost:   writes a local file.
void write_lock(const std::filesystem::path& path, const Lock& lock);

}  // namespace subset::config
