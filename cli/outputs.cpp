#include "outputs.hpp"

#include "log/standard_error.hpp"
#include "log/tell_lines.hpp"
#include "subset/patient_writer.hpp"
#include "terminal.hpp"

#include <cerrno>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace subset::cli {

void write_output(const CommandLine& command_line, std::string_view text) {
    const Cancellation* const cancellation = command_line.overrides.cancellation;
    PatientWriter output{STDOUT_FILENO};
    const int error =
        output.write(text, [&] { return cancellation == nullptr || !cancellation->requested(); });
    if (error == ECANCELED) {
        cancellation->check();
    }
    if (error != 0 && error != EPIPE) {
        throw Error{ErrorKind::system,
                    "cannot write to standard output: " + std::generic_category().message(error)};
    }
}

std::optional<OutputFile> open_file(const std::optional<std::string>& path, std::string_view what,
                                    OutputFile::Readers readers, const Cancellation& cancellation) {
    return path && *path != standard_output
               ? std::optional<OutputFile>{std::in_place, *path, readers, what, &cancellation}
               : std::nullopt;
}

void write_file(OutputFile& file, std::string_view text) {
    file.write(text);
    file.finish();
}

void write_report(OutputFile* file, const CommandLine& command_line,
                  const std::function<std::string()>& render) {
    if (file != nullptr) {
        write_file(*file, render());
    } else if (command_line.report) {
        write_output(command_line, render());
    }
}

void write_text(const CommandLine& command_line, bool output_taken,
                const std::function<std::string(int width)>& render) {
    if (output_taken || command_line.report == standard_output) {
        if (log_form() == LogForm::text) {  // a log for machines says the same by its events
            tell(render(terminal_width(STDERR_FILENO)));
        }
    } else {
        write_output(command_line, render(terminal_width(STDOUT_FILENO)));
    }
}

}  // namespace subset::cli
