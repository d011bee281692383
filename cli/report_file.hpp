// report_file.hpp
//
// A file that a command is to write, of --report, of --html, or the config of init: found out to be
// writable before the run, and written whole or not at all. Part of the program.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace subset::cli {

class ReportFile {
public:
    // Creates a file beside `path`; what is there stays until write(). A path that is no regular
    // file (a pipe, a device) is opened instead. A symbolic link is followed.
    //
    // Throws: system.
    //
    // `what` stands in messages: "report". `secret`: a new one is its owner's alone.
    explicit ReportFile(const std::filesystem::path& path, std::string_view what = "report",
                        bool secret = false);
    // Removes the file beside, where it was not written.
    ~ReportFile();
    ReportFile(const ReportFile&) = delete;
    ReportFile& operator=(const ReportFile&) = delete;

    // Writes the report and puts it in its place. Once.
    //
    // Throws: system.
    void write(std::string_view json);

private:
    [[noreturn]] void fail(int error) const;

    std::string what_;
    std::filesystem::path path_;
    std::filesystem::path beside_;  // empty where the path is written to directly
    int descriptor_ = -1;
};

}  // namespace subset::cli
