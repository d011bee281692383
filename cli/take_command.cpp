#include "take_command.hpp"

#include "actions.hpp"
#include "log/run_log.hpp"
#include "log/tell_lines.hpp"
#include "outputs.hpp"
#include "subset/printable.hpp"
#include "subset/subset.hpp"

#include <string>
#include <utility>

namespace subset::cli {
namespace {

std::string render_case(const TakenCase& each) {
    return printable(each.text + (each.children ? "" : " --no-children")) + "\n";
}

// Shows the cases of the target, each as take is told it, or has it forget one.
void execute_stamped_cases(const CommandLine& command_line, const Config& config, RunLog& log,
                           Cancellation& cancellation) {
    if (command_line.forget) {
        forget_case(config, command_line.question, log, cancellation);
        log.finish();
        if (!command_line.console.quiet) {
            tell_sentence(
                "Forgotten: no refresh brings it again. Its rows stay until the next one.");
        }
        return;
    }
    std::string text;
    for (const TakenCase& each : list_cases(config, log, cancellation)) {
        text += render_case(each);
    }
    log.finish();
    write_output(command_line, text);
}

}  // namespace

Outcome execute_take(const CommandLine& command_line, const Config& config, RunLog& log,
                     Cancellation& cancellation, OutputFile* file) {
    if (command_line.list || command_line.forget) {
        execute_stamped_cases(command_line, config, log, cancellation);
        return {};
    }
    auto report = take(config, command_line.take, log, cancellation);
    log.finish();
    log.result(report);
    write_summary(report);
    write_report(file, command_line, [&] { return render_report_json(report); });
    if (!command_line.console.quiet || command_line.take.only_plan) {
        write_text(command_line, command_line.take.file == std::string{standard_output},
                   [&](int width) { return render_report_text(report, width); });
    }
    return {std::move(report)};
}

}  // namespace subset::cli
