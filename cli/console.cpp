#include "console.hpp"

#include "terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unistd.h>
#include <utility>

namespace subset::cli {
namespace {

constexpr auto between_redraws = std::chrono::milliseconds{100};
constexpr auto between_log_lines = std::chrono::seconds{5};
constexpr std::size_t longest_statement = 2000;
constexpr std::size_t stage_columns = 8;  // of the longest name, and one more
constexpr std::string_view gap = "  ";
constexpr std::chrono::duration<double> too_short{0.5};  // for a rate to mean anything

constexpr std::string_view green = "32";
constexpr std::string_view yellow = "33";
constexpr std::string_view bold = "1";

std::string padded(std::string_view text, std::size_t columns) {
    return std::string{text} + std::string(columns > text.size() ? columns - text.size() : 0, ' ');
}

// "0.31 s", "75 s", "12 min".
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

// Statements may quote data, and data may hold terminal escapes.
std::string printable(std::string_view text) {
    std::string clean{text};
    std::replace_if(
        clean.begin(), clean.end(),
        [](char c) {
            return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == '\x7f';
        },
        '?');
    return clean;
}

// Cut between characters of UTF-8.
std::string_view beginning(std::string_view text, std::size_t bytes) {
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0U) == 0x80) {
        --bytes;
    }
    return text.substr(0, bytes);
}

}  // namespace

ConsoleDevice make_stderr_device() {
    ConsoleDevice device;
    device.write = [](std::string_view text) { (void)write_all(STDERR_FILENO, text); };
    device.width = [] { return terminal_width(STDERR_FILENO); };
    return device;
}

Console::Console(ConsoleOptions options, ConsoleDevice device)
    : options_{options},
      device_{std::move(device)},
      stage_start_{device_.now()},
      last_told_{stage_start_} {}

Console::~Console() { clear(); }

void Console::stage_started(Stage stage) {
    const std::lock_guard lock{mutex_};
    tell_finished_table();
    const auto now = device_.now();
    tell_finished_stage(now);
    position_ = {};
    position_.stage = stage;
    in_stage_ = true;
    stage_start_ = now;
    if (options_.in_place) {
        draw(now);
    } else {
        write_line(fmt::format("{}: {}", name_of(stage), describe(stage)));
    }
    last_told_ = now;
}

void Console::progress(const Progress& progress) {
    const std::lock_guard lock{mutex_};
    const auto now = device_.now();
    if (!in_stage_) {
        position_.stage = progress.stage;
        stage_start_ = now;
        in_stage_ = true;
    }
    if (progress.table != position_.table) {
        tell_finished_table();
    }
    position_.table = progress.table;
    // Indexes of one table are made while the rows of another come: the stage is what was told to
    // have started, and only where rows are its work do they say how far it is.
    if (position_.stage == Stage::closure || position_.stage == Stage::load) {
        position_.table_rows = progress.table_rows;
        position_.rows = progress.rows;
        position_.of_rows = progress.of_rows;
        position_.bytes = progress.bytes;
    }
    if (options_.in_place) {
        if (!line_stands_ || now - last_told_ >= between_redraws) {
            draw(now);
            last_told_ = now;
        }
    } else if (now - last_told_ >= between_log_lines) {
        write_line(log_line(now));
        last_told_ = now;
    }
}

void Console::warning(const Fault& fault) {
    const std::lock_guard lock{mutex_};
    if (!options_.quiet) {
        clear_line();
        device_.write(fault.render(coloured("warning", yellow, options_.colour)));
    }
}

void Console::note(std::string_view text) {
    const std::lock_guard lock{mutex_};
    if (options_.verbose) {
        write_line(fmt::format("note: {}", printable(text)));
    }
}

void Console::sql(std::string_view connection, std::string_view statement) {
    const std::lock_guard lock{mutex_};
    if (!options_.log_sql) {
        return;
    }
    clear_line();
    if (statement.size() <= longest_statement) {
        device_.write(fmt::format("[{}] {}\n", connection, printable(statement)));
    } else {
        device_.write(fmt::format("[{}] {} ... ({} bytes in all)\n", connection,
                                  printable(beginning(statement, longest_statement)),
                                  with_separators(statement.size())));
    }
}

void Console::clear() {
    const std::lock_guard lock{mutex_};
    clear_line();
    in_stage_ = false;
}

void Console::finish() {
    const std::lock_guard lock{mutex_};
    tell_finished_stage(device_.now());
    clear_line();
    in_stage_ = false;
}

// One write, and the new text over the old before the rest is erased: nothing flickers.
void Console::draw(Time now) {
    if (options_.quiet) {
        return;
    }
    // In the last column of a line some terminals wrap.
    const auto columns = static_cast<std::size_t>(std::max(device_.width() - 1, 1));
    device_.write("\r" + progress_line(now, columns) + "\x1b[K");
    line_stands_ = true;
}

void Console::clear_line() {
    if (line_stands_) {
        device_.write("\r\x1b[K");
        line_stands_ = false;
    }
}

void Console::write_line(std::string_view line) {
    if (!options_.quiet) {
        clear_line();
        device_.write(fmt::format("{}\n", line));
    }
}

void Console::tell_finished_table() {
    if (options_.verbose && !position_.table.empty() && position_.table_rows > 0) {
        write_line(fmt::format("{}: {}, {} rows", name_of(position_.stage),
                               printable(position_.table), with_separators(position_.table_rows)));
    }
    position_.table.clear();
}

void Console::tell_finished_stage(Time now) {
    if (!options_.in_place || !in_stage_) {
        return;
    }
    const std::string front = padded(name_of(position_.stage), stage_columns);
    auto rest = fmt::format("{:>7}", render_seconds(seconds_in_stage(now)));
    if (position_.rows > 0) {
        rest += fmt::format("{}{} rows", gap, with_separators(position_.rows));
    }
    if (position_.bytes > 0) {
        rest += fmt::format("{}{}", gap, render_bytes(position_.bytes));
    }
    const auto columns = static_cast<std::size_t>(std::max(device_.width() - 1, 1));
    write_line(columns <= front.size()
                   ? fit(front, columns)
                   : coloured(front, green, options_.colour) + fit(rest, columns - front.size()));
    in_stage_ = false;
}

// "load     public.orders  1,362 of 98,765 rows  1 %  45,000 rows/s  12 s left": of what does not
// fit the least telling goes first, and what is left of the width is the table's.
std::string Console::progress_line(Time now, std::size_t columns) const {
    constexpr std::size_t narrowest_table = 16;
    const std::string front = padded(name_of(position_.stage), stage_columns);
    const std::string table =
        position_.table.empty() ? std::string{describe(position_.stage)} : position_.table;

    const std::array parts{counted_rows(), percent(),
                           position_.bytes == 0 ? std::string{} : render_bytes(position_.bytes),
                           rate(now), time_left(now)};
    constexpr std::array<std::size_t, 5> by_weight{1, 0, 4, 3, 2};
    std::array<bool, 5> shown{};
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
        return fit(name_of(position_.stage), columns);
    }
    return coloured(front, bold, options_.colour) +
           fmt::format("{}{}{}", gap, fit(table, columns - without_table), back);
}

std::string Console::log_line(Time now) const {
    auto line = fmt::format("{}:", name_of(position_.stage));
    std::string_view before = " ";
    for (const auto& part : {printable(position_.table), counted_rows(), percent(),
                             position_.bytes == 0 ? std::string{} : render_bytes(position_.bytes),
                             rate(now), time_left(now)}) {
        if (!part.empty()) {
            line.append(before).append(part);
            before = ", ";
        }
    }
    return line;
}

std::string Console::counted_rows() const {
    if (position_.rows == 0 && position_.of_rows == 0) {
        return {};
    }
    if (position_.of_rows == 0) {
        return fmt::format("{} rows", with_separators(position_.rows));
    }
    return fmt::format("{} of {} rows", with_separators(position_.rows),
                       with_separators(position_.of_rows));
}

std::string Console::percent() const {
    if (position_.of_rows == 0) {
        return {};
    }
    const auto part =
        100 * static_cast<double>(position_.rows) / static_cast<double>(position_.of_rows);
    return fmt::format("{:.0f} %", std::min(part, 100.0));
}

double Console::seconds_in_stage(Time now) const {
    return std::chrono::duration<double>{now - stage_start_}.count();
}

std::string Console::rate(Time now) const {
    const double elapsed = seconds_in_stage(now);
    if (elapsed < too_short.count() || position_.rows == 0) {
        return {};
    }
    const auto rows_per_second = static_cast<double>(position_.rows) / elapsed;
    return fmt::format("{} rows/s", with_separators(static_cast<std::size_t>(rows_per_second)));
}

// Once the closure is known, so is how much is left.
std::string Console::time_left(Time now) const {
    const double elapsed = seconds_in_stage(now);
    if (elapsed < 2 * too_short.count() || position_.rows == 0 ||
        position_.rows >= position_.of_rows) {
        return {};
    }
    const auto left = static_cast<double>(position_.of_rows - position_.rows);
    const double seconds = left * elapsed / static_cast<double>(position_.rows);
    return fmt::format("{} left", seconds < 120 ? fmt::format("{:.0f} s", std::max(seconds, 1.0))
                                                : render_seconds(seconds));
}

std::string coloured(std::string_view text, std::string_view code, bool colour) {
    return colour ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string{text};
}

}  // namespace subset::cli
