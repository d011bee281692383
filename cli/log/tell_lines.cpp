#include "log/tell_lines.hpp"

#include "log/json_event.hpp"
#include "log/standard_error.hpp"
#include "terminal.hpp"

#include <atomic>
#include <unistd.h>

namespace subset::cli {
namespace {

std::atomic<LogForm> form_of_log = LogForm::text;

JsonEvent make_event_now(std::string_view name) { return {name, std::chrono::system_clock::now()}; }

}  // namespace

void use_log_form(LogForm form) noexcept { form_of_log = form; }

LogForm log_form() noexcept { return form_of_log; }

std::string render_fault(const Fault& fault, FaultLabel label, LogForm form, bool colour,
                         std::optional<ErrorKind> kind) {
    const bool error = label == FaultLabel::error;
    const std::string_view name = error ? "error" : "warning";
    if (form == LogForm::text) {
        return fault.render(coloured(name, error ? "31" : "33", colour));
    }
    auto event = make_event_now(name);
    if (kind) {
        event.text("kind", name_of(*kind));
    }
    return event.text("message", fault.message)
        .text_if("hint", fault.hint)
        .text_if("place", fault.place.text())
        .line();
}

void tell_fault(const Fault& fault, FaultLabel label, std::optional<ErrorKind> kind) {
    tell(render_fault(fault, label, log_form(), wants_colour(STDERR_FILENO), kind));
}

void tell_sentence(std::string_view sentence) {
    tell(log_form() == LogForm::json ? make_event_now("note").text("message", sentence).line()
                                     : std::string{sentence} + "\n");
}

void tell_end(int status, double seconds) {
    if (log_form() == LogForm::json) {
        tell(make_event_now("end")
                 .number("status", static_cast<std::uint64_t>(status))
                 .seconds("seconds", seconds)
                 .line());
    }
}

}  // namespace subset::cli
