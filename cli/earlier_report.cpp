#include "earlier_report.hpp"

#include "subset/error.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>

namespace subset::cli {

std::string read_earlier_report(const std::optional<std::string>& path) {
    if (!path) {
        return {};
    }
    std::error_code ignored;
    std::ifstream file;
    if (std::filesystem::is_regular_file(*path, ignored)) {
        file.open(*path, std::ios::binary);
    }
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    if (!file.is_open() || !file) {
        throw Error{ErrorKind::usage, fmt::format("--since: cannot read \"{}\"", *path),
                    "Name the JSON that an earlier run wrote by --report."};
    }
    const auto holds = [&](std::string_view part) { return text.find(part) != std::string::npos; };
    if (!text.starts_with('{') || !holds("\"version\"") || !holds("\"tables\"")) {
        throw Error{ErrorKind::usage, fmt::format("--since: \"{}\" is no report of subset", *path),
                    "Name the JSON that an earlier run wrote by --report."};
    }
    return text;
}

}  // namespace subset::cli
