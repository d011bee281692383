#include "util/amounts.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstddef>

namespace subset::report {

std::string render_count(std::uint64_t count) {
    auto text = std::to_string(count);
    for (auto i = text.size(); i > 3; i -= 3) {
        text.insert(i - 3, ",");
    }
    return text;
}

std::string render_counted(std::uint64_t count, std::string_view one, std::string_view several) {
    return fmt::format("{} {}", render_count(count), count == 1 ? one : several);
}

std::string render_bytes(std::uint64_t bytes) {
    constexpr std::array units{"kB", "MB", "GB", "TB", "PB", "EB"};
    if (bytes < 1024) {
        return fmt::format("{} B", bytes);
    }
    auto number = static_cast<double>(bytes) / 1024;
    std::size_t unit = 0;
    while (number >= 1023.95 && unit + 1 < units.size()) {  // 1023.95 would be shown as 1024.0
        number /= 1024;
        ++unit;
    }
    return fmt::format("{:.1f} {}", number, units[unit]);
}

std::string render_duration(double seconds) {
    if (seconds < 120) {
        return fmt::format("{:.{}f} s", seconds, seconds < 10 ? 2 : 1);
    }
    const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
    return fmt::format("{} min {} s", render_count(whole / 60), whole % 60);
}

std::string render_age(double seconds) {
    if (!(seconds >= 1)) {
        return "just now";
    }
    constexpr std::uint64_t minute = 60;
    constexpr std::uint64_t hour = 60 * minute;
    constexpr std::uint64_t day = 24 * hour;
    const auto whole = static_cast<std::uint64_t>(seconds);
    if (whole < 2 * minute) {
        return render_counted(whole, "second", "seconds") + " ago";
    }
    return whole < 2 * hour  ? fmt::format("{} minutes ago", whole / minute)
           : whole < 2 * day ? fmt::format("{} hours ago", whole / hour)
                             : fmt::format("{} days ago", render_count(whole / day));
}

}  // namespace subset::report
