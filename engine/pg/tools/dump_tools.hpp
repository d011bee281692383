// dump_tools.hpp
//
// Finds the pg_dump and pg_restore to use, a pair at least as new as the source server
// (POSTGRES.md 27).
//
// Thread-safety: pure functions, but for what they ask the system.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

struct DumpTools {
    std::string pg_dump;  // paths
    std::string pg_restore;
    int version_num = 0;  // 150008, as server_version_num counts
    std::string version;  // "15.8"
    bool beside = false;  // it came with this program
};

// Chooses by the major version first: the server's own, else the lowest newer one. Of these a pair
// that came with this program goes first; then the one of the higher minor version; then the first
// candidate. Returns nothing where all are older than the server.
[[nodiscard]] std::optional<DumpTools> choose_dump_tools(const std::vector<DumpTools>& candidates,
                                                         int source_version_num);

// Parses what `pg_dump --version` says, "pg_dump (PostgreSQL) 15.8 (Debian 15.8-1)", as 150008.
// Returns 0 where it is something else.
[[nodiscard]] int parse_tool_version(std::string_view said);

// Returns the folders that may hold a pair that came with this program, whose own folder is
// `own_folder`: that one, and where pip puts the packages that the wheel's extras name. They need
// not exist.
[[nodiscard]] std::vector<std::filesystem::path> client_folders_beside(
    const std::filesystem::path& own_folder);

// Returns the archive of client programs that pip has put beside this program and that nobody has
// unpacked yet; empty where there is none.
[[nodiscard]] std::filesystem::path find_packed_client(const std::filesystem::path& own_folder);

// Looks for pairs beside this program, in PATH, where `pg_config --bindir` says, and where Debian,
// Red Hat and Homebrew install them.
//
// Throws: tool_version, saying which package to install.
// Cost:   a process for each candidate; some milliseconds each.
[[nodiscard]] DumpTools find_dump_tools(int source_version_num);

}  // namespace subset
