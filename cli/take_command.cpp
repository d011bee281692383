#include "take_command.hpp"

#include "actions.hpp"
#include "outputs.hpp"
#include "standard_error.hpp"
#include "subset/printable.hpp"
#include "subset/subset.hpp"

#include <string>

namespace subset::cli {
namespace {

std::string render_case(const TakenCase& each) {
    return printable(each.text + (each.children ? "" : " --no-children")) + "\n";
}

// Shows the cases of the target, each as take is told it, or has it forget one.
void execute_stamped_cases(const CommandLine& command_line, const Config& config, Console& console,
                           Cancellation& cancellation) {
    if (command_line.forget) {
        forget_case(config, command_line.question, console, cancellation);
        console.finish();
        if (!command_line.console.quiet) {
            tell("Forgotten: no refresh brings it again. Its rows stay until the next one.\n");
        }
        return;
    }
    std::string text;
    for (const TakenCase& each : list_cases(config, console, cancellation)) {
        text += render_case(each);
    }
    console.finish();
    write_output(command_line, text);
}

}  // namespace

void execute_take(const CommandLine& command_line, const Config& config, Console& console,
                  Cancellation& cancellation, OutputFile* file) {
    if (command_line.list || command_line.forget) {
        execute_stamped_cases(command_line, config, console, cancellation);
        return;
    }
    const auto report = take(config, command_line.take, console, cancellation);
    console.finish();
    write_summary(report);
    write_report(file, command_line, [&] { return render_report_json(report); });
    if (!command_line.console.quiet || command_line.take.only_plan) {
        write_text(command_line, command_line.take.file == std::string{standard_output},
                   [&](int width) { return render_report_text(report, width); });
    }
}

}  // namespace subset::cli
