// progress_line.hpp
//
// Renders how far a stage is, as a line of text that fits. Part of the program.
//
// Thread-safety: pure functions.
#pragma once

#include "subset/observer.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace subset::cli {

// This is what the last Progress said, with a copy of its texts, which are only views there.
struct StagePosition {
    Stage stage = Stage::connect;
    std::string table;
    std::uint64_t table_rows = 0;
    std::uint64_t rows = 0;
    std::uint64_t of_rows = 0;  // 0 where nobody knows
    bool about = false;         // of_rows is an estimate
    std::uint64_t bytes = 0;
    std::uint64_t item = 0;
    std::uint64_t of_items = 0;
    double item_seconds = 0;
    std::string server;  // what the server says of the item
};

// Names the stage in words: "finding the rows".
[[nodiscard]] std::string_view describe(Stage stage);

// Renders the progress of a stage that has been at work for so many seconds, at most `columns`
// wide.
[[nodiscard]] std::string render_progress_line(const StagePosition& position, double seconds,
                                               std::size_t columns, bool colour);
// Renders the line that stays for a stage that is done.
[[nodiscard]] std::string render_stage_line(const StagePosition& position, double seconds,
                                            std::size_t columns, bool colour);
// Renders the progress as a line of a log, however long.
[[nodiscard]] std::string render_log_line(const StagePosition& position, double seconds);

}  // namespace subset::cli
