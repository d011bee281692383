// safe_path.hpp
//
// Where a file will really be: symbolic links are followed as the kernel would with
// fs.protected_symlinks and fs.protected_regular on, whatever this machine has them set to.
// Foundation.
//
// Thread-safety: pure functions, but for what they ask the system.
#pragma once

#include <filesystem>
#include <string_view>

namespace subset {

// The path without symbolic links, as far as it exists. What lies in /proc stays as it is: its
// links lead to what has no path.
//
// Throws: system, where a link, or the file itself, is another user's in a folder where everybody
//         may write.
[[nodiscard]] std::filesystem::path resolve_safely(const std::filesystem::path& path,
                                                   std::string_view what);

// Removes what runs that were killed left beside this file: ours, and no process has it open to
// write.
void remove_leftovers(const std::filesystem::path& file) noexcept;

// The name of a new file beside this one, that remove_leftovers() knows again.
[[nodiscard]] std::filesystem::path make_name_beside(const std::filesystem::path& file);

}  // namespace subset
