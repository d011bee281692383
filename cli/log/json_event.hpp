// json_event.hpp
//
// A JsonEvent is one line of a log for machines: an object of JSON. Every line has "time" and
// "event"; the other members depend on the event. Part of the program.
//
// Thread-safety: values.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace subset::cli {

// Renders the text as a string of JSON. Bytes that are no UTF-8 and characters that would be obeyed
// somewhere become "?"; line ends and tabs stay, escaped.
[[nodiscard]] std::string render_json_string(std::string_view text);

class JsonEvent {
public:
    JsonEvent(std::string_view event, std::chrono::system_clock::time_point time);

    // Each adds a member and returns the event.
    JsonEvent& text(std::string_view name, std::string_view value);
    // Adds the member where the value is not empty.
    JsonEvent& text_if(std::string_view name, std::string_view value);
    JsonEvent& number(std::string_view name, std::uint64_t value);
    // Adds the member where the value is not 0.
    JsonEvent& number_if(std::string_view name, std::uint64_t value);
    JsonEvent& seconds(std::string_view name, double value);
    JsonEvent& flag(std::string_view name, bool value);

    // Returns the object and a line end.
    [[nodiscard]] std::string line() const { return object_ + "}\n"; }

private:
    JsonEvent& add(std::string_view name, std::string_view json);

    std::string object_;
};

}  // namespace subset::cli
