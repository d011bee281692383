#include "log/progress_line.hpp"

#include "subset/printable.hpp"
#include "terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace subset::cli {
namespace {

constexpr std::size_t stage_columns = 8;  // of the longest name, and one more
constexpr std::string_view gap = "  ";
constexpr double too_short = 0.5;  // seconds, for a rate to mean anything

constexpr std::string_view green = "32";
constexpr std::string_view bold = "1";

std::string padded(std::string_view text, std::size_t columns) {
    return std::string{text} + std::string(columns > text.size() ? columns - text.size() : 0, ' ');
}

// Renders "0.31 s", "75 s", "12 min".
std::string render_seconds(double seconds) {
    return seconds < 10    ? fmt::format("{:.2f} s", seconds)
           : seconds < 120 ? fmt::format("{:.0f} s", seconds)
                           : fmt::format("{:.0f} min", seconds / 60);
}

std::string render_bytes(std::uint64_t bytes) {
    constexpr double step = 1024;
    auto number = static_cast<double>(bytes);
    for (const std::string_view unit : {"B", "kB", "MB", "GB"}) {
        if (number < step) {
            return fmt::format("{:.0f} {}", number, unit);
        }
        number /= step;
    }
    return fmt::format("{:.1f} TB", number);
}

std::string counted_rows(const StagePosition& position) {
    if (position.rows == 0 && position.of_rows == 0) {
        return {};
    }
    if (position.of_rows == 0) {
        return fmt::format("{} rows", with_separators(position.rows));
    }
    return fmt::format("{} of {}{} rows", with_separators(position.rows),
                       position.about ? "about " : "", with_separators(position.of_rows));
}

// Renders "3 of 40", "12 s": which index or constraint is being made, and since when.
std::string counted_items(const StagePosition& position) {
    return position.of_items == 0 ? std::string{}
                                  : fmt::format("{} of {}", with_separators(position.item),
                                                with_separators(position.of_items));
}

std::string item_time(const StagePosition& position) {
    return position.of_items == 0 || position.item_seconds < 1
               ? std::string{}
               : render_seconds(position.item_seconds);
}

std::string percent(const StagePosition& position) {
    if (position.of_rows == 0) {
        return {};
    }
    const auto part =
        100 * static_cast<double>(position.rows) / static_cast<double>(position.of_rows);
    return fmt::format("{:.0f} %", std::min(part, 100.0));
}

std::string rate(const StagePosition& position, double elapsed) {
    if (elapsed < too_short || position.rows == 0) {
        return {};
    }
    const auto rows_per_second = static_cast<double>(position.rows) / elapsed;
    return fmt::format("{} rows/s", with_separators(static_cast<std::size_t>(rows_per_second)));
}

// Renders the time that is left, "12 s left"; it can be told once the closure is known.
std::string time_left(const StagePosition& position, double elapsed) {
    if (elapsed < 2 * too_short || position.rows == 0 || position.rows >= position.of_rows) {
        return {};
    }
    const auto left = static_cast<double>(position.of_rows - position.rows);
    const double seconds = left * elapsed / static_cast<double>(position.rows);
    return fmt::format("{} left", seconds < 120 ? fmt::format("{:.0f} s", std::max(seconds, 1.0))
                                                : render_seconds(seconds));
}

}  // namespace

std::string_view describe(Stage stage) {
    switch (stage) {
        case Stage::connect:
            return "connecting";
        case Stage::catalog:
            return "reading the catalog";
        case Stage::closure:
            return "finding the rows";
        case Stage::schema:
            return "rebuilding the schema";
        case Stage::load:
            return "loading the rows";
        case Stage::finish:
            return "indexes, constraints, proof";
    }
    return "working";
}

std::string render_stage_line(const StagePosition& position, double seconds, std::size_t columns,
                              bool colour) {
    const std::string front = padded(name_of(position.stage), stage_columns);
    auto rest = fmt::format("{:>7}", render_seconds(seconds));
    if (position.rows > 0) {
        rest += fmt::format("{}{} rows", gap, with_separators(position.rows));
    }
    if (position.bytes > 0) {
        rest += fmt::format("{}{}", gap, render_bytes(position.bytes));
    }
    return columns <= front.size()
               ? fit(front, columns)
               : coloured(front, green, colour) + fit(rest, columns - front.size());
}

// Renders "load     public.orders  1,362 of 98,765 rows  1 %  45,000 rows/s  12 s left". Where the
// line does not fit, the parts that tell least are left out first; the table's name gets the width
// that remains.
std::string render_progress_line(const StagePosition& position, double seconds, std::size_t columns,
                                 bool colour) {
    constexpr std::size_t narrowest_table = 16;
    const std::string front = padded(name_of(position.stage), stage_columns);
    const std::string table =
        position.table.empty() ? std::string{describe(position.stage)} : position.table;

    const std::array parts{counted_rows(position),
                           percent(position),
                           position.bytes == 0 ? std::string{} : render_bytes(position.bytes),
                           rate(position, seconds),
                           time_left(position, seconds),
                           counted_items(position),
                           item_time(position),
                           printable(position.server)};
    constexpr std::array<std::size_t, 8> by_weight{5, 1, 6, 7, 0, 4, 3, 2};
    std::array<bool, 8> shown{};
    auto taken = front.size() + gap.size() + narrowest_table;
    for (const std::size_t place : by_weight) {
        const auto more = gap.size() + parts.at(place).size();
        if (!parts.at(place).empty() && taken + more <= columns) {
            shown.at(place) = true;
            taken += more;
        }
    }
    std::string back;
    for (std::size_t place = 0; place < parts.size(); ++place) {
        back += shown.at(place) ? std::string{gap} + parts.at(place) : "";
    }
    const auto without_table = front.size() + gap.size() + back.size();
    if (without_table >= columns) {
        return fit(name_of(position.stage), columns);
    }
    return coloured(front, bold, colour) +
           fmt::format("{}{}{}", gap, fit(table, columns - without_table), back);
}

std::string render_log_line(const StagePosition& position, double seconds) {
    auto line = fmt::format("{}:", name_of(position.stage));
    std::string_view before = " ";
    for (const auto& part :
         {printable(position.table), counted_rows(position), percent(position),
          position.bytes == 0 ? std::string{} : render_bytes(position.bytes),
          rate(position, seconds), time_left(position, seconds), counted_items(position),
          item_time(position), printable(position.server)}) {
        if (!part.empty()) {
            line.append(before).append(part);
            before = ", ";
        }
    }
    return line;
}

}  // namespace subset::cli
