// find_program.hpp
//
// Looks for programs where a shell would.
//
// Thread-safety: pure, except for the files and the environment.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace subset {

// Whether this user may run the file.
[[nodiscard]] bool is_program(const std::string& path);
// Returns the folders that $PATH names.
[[nodiscard]] std::vector<std::string> folders_in_path();
// Returns the path of the program by $PATH; empty where there is none.
[[nodiscard]] std::string find_program(std::string_view name);

}  // namespace subset
