#include "util/find_program.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <unistd.h>

namespace subset {

bool is_program(const std::string& path) {
    std::error_code ignored;
    return ::access(path.c_str(), X_OK) == 0 && std::filesystem::is_regular_file(path, ignored);
}

std::vector<std::string> folders_in_path() {
    const char* const path = std::getenv("PATH");
    std::string_view rest = path != nullptr ? path : "";
    std::vector<std::string> folders;
    while (!rest.empty()) {
        const auto end = std::min(rest.find(':'), rest.size());
        folders.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return folders;
}

std::string find_program(std::string_view name) {
    for (const std::string& folder : folders_in_path()) {
        std::string path = (std::filesystem::path{folder} / name).string();
        if (is_program(path)) {
            return path;
        }
    }
    return {};
}

}  // namespace subset
