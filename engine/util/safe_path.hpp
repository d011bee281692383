// safe_path.hpp
//
// Finds out where a file will really be. Symbolic links are followed as the kernel would follow
// them with fs.protected_symlinks and fs.protected_regular on, whatever they are set to here.
// Foundation.
//
// Thread-safety: pure functions, but for what they ask the system.
#pragma once

#include <filesystem>
#include <string_view>

namespace subset {

// Returns the path without symbolic links, as far as it exists. A path in /proc stays as it is,
// since links there lead to what has no path.
//
// Throws: system, where a link, or the file itself, is another user's in a folder where everybody
//         may write.
[[nodiscard]] std::filesystem::path resolve_safely(const std::filesystem::path& path,
                                                   std::string_view what);

// Removes what killed runs left beside this file or folder: files and folders of this user that no
// process fills any more.
void remove_leftovers(const std::filesystem::path& file) noexcept;

// Makes the name of a new file beside this one, by which remove_leftovers() recognises it.
[[nodiscard]] std::filesystem::path make_name_beside(const std::filesystem::path& file);

}  // namespace subset
