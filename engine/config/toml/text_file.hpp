// text_file.hpp
//
// Reads a whole file as a string: the config, and the script that it names. Part of the config
// stage.
#pragma once

#include "subset/cancellation.hpp"

#include <filesystem>
#include <string>

namespace subset::config {

struct TextFile {
    std::string text;
    std::string failure;  // "No such file or directory"; empty where the file was read
};

// Reads the file to its end, also one that is no regular file, such as a pipe. A pipe that nobody
// opens for writing is a failure after a few seconds; the wait for one that somebody has open is
// ended by `cancellation`.
//
// Throws: interrupted.
[[nodiscard]] TextFile read_text_file(const std::filesystem::path& path,
                                      const Cancellation* cancellation = nullptr);

}  // namespace subset::config
