// tell_lines.hpp
//
// Tells errors, warnings and single sentences on standard error, in the form that --log-format asks
// for. Part of the program.
//
// Thread-safety: log_form() from any thread; use_log_form() before there is a second one.
#pragma once

#include "subset/error.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace subset::cli {

enum class LogForm : std::uint8_t {
    text,  // for people
    json,  // one object of JSON on each line
};

// Says which form everything on standard error has from here on.
void use_log_form(LogForm form) noexcept;
[[nodiscard]] LogForm log_form() noexcept;

enum class FaultLabel : std::uint8_t { error, warning };

// Renders the fault as lines of text or as one line of JSON, in which `kind` is named where it is
// given.
[[nodiscard]] std::string render_fault(const Fault& fault, FaultLabel label, LogForm form,
                                       bool colour, std::optional<ErrorKind> kind = {});

void tell_fault(const Fault& fault, FaultLabel label, std::optional<ErrorKind> kind = {});
// Tells a sentence for the person who has run the command; in JSON it is a "note".
void tell_sentence(std::string_view sentence);
// Tells how the program ends, for machines alone: people see the prompt.
void tell_end(int status, double seconds);

}  // namespace subset::cli
