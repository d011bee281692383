// dump_tools.hpp
//
// Which pg_dump and pg_restore to use: a pair at least as new as the source server.
//
// Thread-safety: pure apart from looking at the machine.
#pragma once

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
};

// The major version first: the server's own, else the lowest newer one; then the higher minor; then
// the first of them. Nothing where all are older.
[[nodiscard]] std::optional<DumpTools> choose_dump_tools(const std::vector<DumpTools>& candidates,
                                                         int source_version_num);

// "pg_dump (PostgreSQL) 15.8 (Debian 15.8-1)" as 150008; 0 where it is something else.
[[nodiscard]] int parse_tool_version(std::string_view said);

// Looks in PATH, where `pg_config --bindir` says, and where Debian, Red Hat and Homebrew install
// them.
//
// Throws: tool_version, saying which package to install.
// Cost:   a process for each candidate; some milliseconds each.
[[nodiscard]] DumpTools find_dump_tools(int source_version_num);

}  // namespace subset
