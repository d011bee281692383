#include "actions.hpp"

#include "subset/printable.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <string_view>

namespace subset::cli {
namespace {

std::string_view variable(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string_view{} : std::string_view{value};
}

// A workflow command is one line. In its properties ":" and "," have a meaning of their own, so
// there they are escaped too.
std::string escape(std::string_view text, bool property) {
    std::string escaped;
    for (const char character : text) {
        const bool special = character == '%' || character == '\r' || character == '\n' ||
                             (property && (character == ':' || character == ','));
        if (special) {
            escaped += fmt::format("%{:02X}", static_cast<unsigned char>(character));
        } else {
            escaped += character;
        }
    }
    return escaped;
}

}  // namespace

bool in_actions() { return variable("GITHUB_ACTIONS") == "true"; }

std::string render_annotation(const Fault& fault) {
    std::string properties;
    if (fault.place.line > 0) {
        properties =
            fmt::format(" file={},line={},col={}", escape(printable(fault.place.file), true),
                        fault.place.line, fault.place.column);
    }
    const std::string text = fault.hint.empty() ? fault.message : fault.message + ". " + fault.hint;
    return fmt::format("::error{}::{}\n", properties, escape(printable_lines(text), false));
}

void write_summary(const Report& report) {
    const std::string path{variable("GITHUB_STEP_SUMMARY")};
    if (in_actions() && !path.empty()) {
        std::ofstream{path, std::ios::app} << render_report_markdown(report) << '\n';
    }
}

}  // namespace subset::cli
