// outputs.hpp
//
// Where the answers of a command go: standard output, a file, or both. Part of the program.
//
// Thread-safety: one thread.
#pragma once

#include "commands.hpp"
#include "subset/output_file.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace subset::cli {

inline constexpr std::string_view standard_output = "-";

// Writes to standard output. It is no failure if a reader has had enough and closed the pipe, as
// `head` does. For a reader that has only stopped reading, as a pager does, this waits until
// Ctrl-C.
//
// Throws: system; interrupted.
void write_output(const CommandLine& command_line, std::string_view text);

// Opens the file before the work begins, so that one that cannot be written is told at once. For
// standard output there is nothing to open.
[[nodiscard]] std::optional<OutputFile> open_file(const std::optional<std::string>& path,
                                                  std::string_view what,
                                                  OutputFile::Readers readers,
                                                  const Cancellation& cancellation);
void write_file(OutputFile& file, std::string_view text);

// Writes the JSON of --report, to the file or to standard output.
void write_report(OutputFile* file, const CommandLine& command_line,
                  const std::function<std::string()>& render);

// Where standard output is used for something else, the text goes to standard error, where a person
// may watch; it goes nowhere where that is a log for machines.
void write_text(const CommandLine& command_line, bool output_taken,
                const std::function<std::string(int width)>& render);

}  // namespace subset::cli
