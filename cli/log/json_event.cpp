#include "log/json_event.hpp"

#include "subset/printable.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace subset::cli {
namespace {

// Renders "2026-12-01T00:15:22.123Z".
std::string render_time(std::chrono::system_clock::time_point time) {
    const auto milliseconds =
        std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
    const std::time_t whole = std::chrono::system_clock::to_time_t(time);
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(whole), milliseconds % 1000);
}

}  // namespace

std::string render_json_string(std::string_view text) {
    std::string json = "\"";
    for (const char each : printable_lines(text)) {
        switch (each) {
            case '"':
                json += "\\\"";
                break;
            case '\\':
                json += "\\\\";
                break;
            case '\n':
                json += "\\n";
                break;
            case '\t':
                json += "\\t";
                break;
            default:
                json += each;
        }
    }
    return json + '"';
}

JsonEvent::JsonEvent(std::string_view event, std::chrono::system_clock::time_point time)
    : object_{fmt::format(R"({{"time":"{}")", render_time(time))} {
    text("event", event);
}

JsonEvent& JsonEvent::text(std::string_view name, std::string_view value) {
    return add(name, render_json_string(value));
}

JsonEvent& JsonEvent::text_if(std::string_view name, std::string_view value) {
    return value.empty() ? *this : text(name, value);
}

JsonEvent& JsonEvent::number(std::string_view name, std::uint64_t value) {
    return add(name, std::to_string(value));
}

JsonEvent& JsonEvent::number_if(std::string_view name, std::uint64_t value) {
    return value == 0 ? *this : number(name, value);
}

JsonEvent& JsonEvent::seconds(std::string_view name, double value) {
    return add(name, fmt::format("{:.3f}", value));
}

JsonEvent& JsonEvent::flag(std::string_view name, bool value) {
    return add(name, value ? "true" : "false");
}

JsonEvent& JsonEvent::add(std::string_view name, std::string_view json) {
    object_ += fmt::format(R"(,"{}":{})", name, json);
    return *this;
}

}  // namespace subset::cli
