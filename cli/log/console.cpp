#include "log/console.hpp"

#include "log/standard_error.hpp"
#include "subset/printable.hpp"
#include "terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unistd.h>
#include <utility>

namespace subset::cli {
namespace {

constexpr auto between_redraws = std::chrono::milliseconds{100};
constexpr auto between_log_lines = std::chrono::seconds{5};
constexpr std::string_view yellow = "33";

}  // namespace

std::string_view beginning(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) {
        return text;
    }
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0U) == 0x80) {
        --bytes;
    }
    return text.substr(0, bytes);
}

ConsoleDevice make_stderr_device() {
    ConsoleDevice device;
    device.write = tell;
    device.write_progress = tell_progress;
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
    const auto now = device_.now();
    tell_finished_table(now);
    tell_finished_stage(now);
    position_ = {};
    position_.stage = stage;
    in_stage_ = true;
    stage_start_ = now;
    if (options_.in_place) {
        draw(now);
    } else if (options_.follows) {
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
    std::string table = printable(progress.table);
    if (table != position_.table || progress.item != position_.item) {
        tell_finished_table(now);
        item_start_ = now;
    }
    // A log gets this at once, not with the next line that is due: the item has taken long already.
    const bool server_speaks =
        !progress.server.empty() &&
        (position_.server.empty() || (progress.waiting && position_.server != progress.server));
    position_.table = std::move(table);
    position_.item = progress.item;
    position_.of_items = progress.of_items;
    position_.server = progress.server;
    position_.item_seconds = std::chrono::duration<double>{now - item_start_}.count();
    // Indexes of one table are made while the rows of another come, so the stage is the one that
    // was told last to have started. Rows say how far it is only where rows are its work.
    if (position_.stage == Stage::closure || position_.stage == Stage::load) {
        position_.table_rows = progress.table_rows;
        position_.rows = progress.rows;
        position_.of_rows = progress.of_rows;
        position_.about = progress.about;
        position_.bytes = progress.bytes;
    }
    if (options_.in_place) {
        if (!line_stands_ || now - last_told_ >= between_redraws) {
            draw(now);
            last_told_ = now;
        }
    } else if (server_speaks || now - last_told_ >= between_log_lines) {
        if (!options_.quiet && options_.follows) {
            write_progress(render_log_line(position_, seconds_in_stage(now)) + "\n");
        }
        last_told_ = now;
    }
}

void Console::warning(const Fault& fault) {
    // --quiet does not silence warnings: one may be about personal data that nothing masks.
    const std::lock_guard lock{mutex_};
    clear_line();
    device_.write(fault.render(coloured("warning", yellow, options_.colour)));
}

void Console::note(std::string_view text) {
    const std::lock_guard lock{mutex_};
    write_line(fmt::format("note: {}", printable(text)));
}

void Console::detail(std::string_view text) {
    const std::lock_guard lock{mutex_};
    if (options_.verbose) {
        write_line(fmt::format("detail: {}", printable(text)));
    }
}

void Console::sql(std::string_view connection, std::string_view statement) {
    const std::lock_guard lock{mutex_};
    if (!options_.log_sql) {
        return;
    }
    clear_line();
    if (statement.size() <= longest_statement) {
        device_.write(fmt::format("[{}] {}\n", connection, printable_lines(statement)));
    } else {
        device_.write(fmt::format("[{}] {} ... ({} bytes in all)\n", connection,
                                  printable_lines(beginning(statement, longest_statement)),
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

// Draws the line by one write, the new text over the old one before the rest is erased, so that
// nothing flickers.
void Console::draw(Time now) {
    if (options_.quiet) {
        return;
    }
    write_progress(
        "\r" + render_progress_line(position_, seconds_in_stage(now), columns(), options_.colour) +
        "\x1b[K");
    line_stands_ = true;
}

void Console::clear_line() {
    if (line_stands_) {
        write_progress("\r\x1b[K");
        line_stands_ = false;
    }
}

void Console::write_progress(std::string_view text) {
    (device_.write_progress ? device_.write_progress : device_.write)(text);
}

void Console::write_line(std::string_view line) {
    if (!options_.quiet) {
        clear_line();
        device_.write(fmt::format("{}\n", line));
    }
}

void Console::tell_finished_table(Time now) {
    if (options_.verbose && !position_.table.empty() && position_.table_rows > 0) {
        write_line(fmt::format("{}: {}, {} rows", name_of(position_.stage),
                               printable(position_.table), with_separators(position_.table_rows)));
    } else if (options_.verbose && position_.stage == Stage::finish && position_.of_items > 0 &&
               !position_.table.empty()) {
        write_line(fmt::format("{}: {} of {}: {}, {:.2f} s", name_of(position_.stage),
                               position_.item, position_.of_items, printable(position_.table),
                               std::chrono::duration<double>{now - item_start_}.count()));
    }
    position_.table.clear();
}

void Console::tell_finished_stage(Time now) {
    if (options_.in_place && in_stage_) {
        write_line(render_stage_line(position_, seconds_in_stage(now), columns(), options_.colour));
        in_stage_ = false;
    }
}

// The last column stays free, as some terminals begin a new line after it.
std::size_t Console::columns() const {
    return static_cast<std::size_t>(std::max(device_.width() - 1, 1));
}

double Console::seconds_in_stage(Time now) const {
    return std::chrono::duration<double>{now - stage_start_}.count();
}

}  // namespace subset::cli
