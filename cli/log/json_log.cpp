#include "log/json_log.hpp"

#include "log/json_event.hpp"
#include "log/standard_error.hpp"
#include "log/tell_lines.hpp"

#include <string>
#include <utility>

namespace subset::cli {
namespace {

constexpr auto between_events = std::chrono::seconds{5};

JsonEvent make_event(std::string_view name) { return {name, std::chrono::system_clock::now()}; }

}  // namespace

JsonLog::JsonLog(ConsoleOptions options, ConsoleDevice device)
    : options_{options}, device_{std::move(device)} {}

void JsonLog::stage_started(Stage stage) {
    const std::lock_guard lock{mutex_};
    end_stage();
    stage_ = stage;
    in_stage_ = true;
    stage_start_ = device_.now();
    last_told_ = stage_start_;
    if (options_.follows) {
        write(make_event("stage").text("stage", name_of(stage)));
    }
}

void JsonLog::progress(const Progress& progress) {
    const std::lock_guard lock{mutex_};
    const auto now = device_.now();
    if (!in_stage_) {
        stage_ = progress.stage;
        in_stage_ = true;
        stage_start_ = now;
    }
    // Rows say how far a stage is only where rows are its work, as in Console::progress().
    const bool of_rows = stage_ == Stage::closure || stage_ == Stage::load;
    if (of_rows) {
        rows_ = progress.rows;
        bytes_ = progress.bytes;
    }
    if (!options_.follows || now - last_told_ < between_events) {
        return;
    }
    last_told_ = now;
    auto event = make_event("progress");
    event.text("stage", name_of(stage_)).text_if("table", progress.table);
    if (of_rows) {
        event.number("table_rows", progress.table_rows).number("rows", progress.rows);
        event.number_if("of_rows", progress.of_rows).number_if("bytes", progress.bytes);
        if (progress.of_rows > 0) {
            event.flag("about", progress.about);
        }
    }
    event.number_if("item", progress.item).number_if("of_items", progress.of_items);
    event.text_if("server", progress.server).seconds("seconds", seconds_in_stage());
    write(event);
}

void JsonLog::warning(const Fault& fault) {
    // --quiet does not silence warnings: one may be about personal data that nothing masks.
    const std::lock_guard lock{mutex_};
    device_.write(render_fault(fault, FaultLabel::warning, LogForm::json, false));
}

void JsonLog::note(std::string_view text) {
    const std::lock_guard lock{mutex_};
    write(make_event("note").text("message", text));
}

void JsonLog::detail(std::string_view text) {
    const std::lock_guard lock{mutex_};
    if (options_.verbose) {
        write(make_event("detail").text("message", text));
    }
}

void JsonLog::sql(std::string_view connection, std::string_view statement) {
    const std::lock_guard lock{mutex_};
    if (!options_.log_sql) {
        return;
    }
    const auto shown = beginning(statement, longest_statement);
    device_.write(make_event("sql")
                      .text("connection", connection)
                      .text("statement", shown)
                      .number_if("bytes", shown.size() < statement.size() ? statement.size() : 0)
                      .line());
}

void JsonLog::finish() {
    const std::lock_guard lock{mutex_};
    end_stage();
}

void JsonLog::result(const Report& report) {
    const std::lock_guard lock{mutex_};
    for (const TableReport& table : report.tables) {
        if (table.rows > 0 || table.reached) {
            write(make_event("table")
                      .text("table", table.table)
                      .number("rows", table.rows)
                      .number("chosen", table.chosen)
                      .number("bytes", table.bytes)
                      .seconds("seconds", table.seconds));
        }
    }
    write(make_event("result")
              .text("command", report.command)
              .number("rows", report.rows)
              .number("bytes", report.bytes)
              .flag("estimated", report.estimated)
              .flag("verified", report.verified)
              .seconds("seconds", report.seconds.total));
}

void JsonLog::end_stage() {
    if (in_stage_ && options_.follows) {
        write(make_event("stage_end")
                  .text("stage", name_of(stage_))
                  .seconds("seconds", seconds_in_stage())
                  .number_if("rows", rows_)
                  .number_if("bytes", bytes_));
    }
    in_stage_ = false;
    rows_ = 0;
    bytes_ = 0;
}

void JsonLog::write(const JsonEvent& event) {
    if (!options_.quiet) {
        device_.write(event.line());
    }
}

double JsonLog::seconds_in_stage() const {
    return std::chrono::duration<double>{device_.now() - stage_start_}.count();
}

std::unique_ptr<RunLog> make_run_log(const ConsoleOptions& options) {
    if (log_form() == LogForm::json) {
        return std::make_unique<JsonLog>(options, make_stderr_device());
    }
    return std::make_unique<Console>(options, make_stderr_device());
}

}  // namespace subset::cli
