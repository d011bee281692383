#include "load/row_loader.hpp"

#include "load/staging_writer.hpp"
#include "pg/savepoint.hpp"
#include "source/user_place.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {
namespace {

// The entries of a section are told one by one; its first makes the session as the others need it.
std::uint64_t count_items(const TargetStep& step) {
    const auto* const section = std::get_if<RunSection>(&step.work);
    return section == nullptr ? 1 : section->entries.size() - 1;
}

}  // namespace

RowLoader::RowLoader(const TargetScript& script, const LoadSource& source, Observer& observer)
    : source_{source}, observer_{observer} {
    tables_.resize(source.plan.catalog.tables.size());
    for (const TargetStep& step : script.steps) {
        if (const auto* copy = std::get_if<CopyIn>(&step.work)) {
            streams_left_ += source.plan.table(copy->table).streamable ? 1 : 0;
            of_rows_ += source.closure.tables[copy->table].rows;
        } else if (const auto* staged = std::get_if<CopyStaged>(&step.work)) {
            for (const TableId table : staged->tables) {
                streams_left_ += source.plan.table(table).streamable ? 1 : 0;
                of_rows_ += source.closure.tables[table].rows;
            }
        } else if (const auto* difference = std::get_if<WriteDifference>(&step.work)) {
            for (const DifferenceTable& each : difference->tables) {
                if (each.comes) {
                    streams_left_ += source.plan.table(each.table).streamable ? 1 : 0;
                    of_rows_ += source.closure.tables[each.table].rows;
                }
            }
        } else {
            of_items_[step.stage] += count_items(step);
        }
    }
    for (pg::CopyChannel& reader : source.readers) {
        free_readers_.insert(free_readers_.begin(), &reader);
    }
    if (streams_left_ == 0) {
        source_.done();
    }
}

void RowLoader::tell(Stage stage, const std::string& title, std::uint64_t items) {
    Progress progress{stage, title};
    {
        const std::lock_guard lock{mutex_};
        progress.rows = rows_;
        progress.of_rows = of_rows_;
        progress.bytes = bytes_;
        progress.of_items = of_items_[stage];
        progress.item = std::min(items_[stage] + 1, progress.of_items);
        items_[stage] += items;
        remember(progress);
    }
    observer_.progress(progress);
}

void RowLoader::remember(const Progress& progress) {
    told_title_ = progress.table;
    told_ = progress;
    told_at_ = std::chrono::steady_clock::now();
}

void RowLoader::watch_written(const TargetScript& script) {
    for (const TargetStep& step : script.steps) {
        if (const auto* const check = std::get_if<CheckMasks>(&step.work)) {
            written_.emplace(check->sample.table, *check);
        }
    }
}

void RowLoader::prove_written(const CheckMasks& check) const {
    written_.at(check.sample.table).finish();
}

TupleWatch RowLoader::watch_of(TableId table) {
    const auto found = written_.find(table);
    if (found == written_.end()) {
        return {};
    }
    return [&proof = found->second](std::string_view tuple) { proof.take_written(tuple); };
}

void RowLoader::tell_server(const std::string& server, bool waiting) {
    Progress progress;
    std::string title;
    {
        const std::lock_guard lock{mutex_};
        progress = told_;
        title = told_title_;
    }
    progress.table = title;
    progress.server = server;
    progress.waiting = waiting;
    observer_.progress(progress);
}

std::chrono::steady_clock::duration RowLoader::silent_for() {
    const std::lock_guard lock{mutex_};
    return std::chrono::steady_clock::now() - told_at_;
}

void RowLoader::load(const CopyIn& copy, const TargetStep& step, CopyWriter& writer) {
    const bool streams = source_.plan.table(copy.table).streamable;
    TableLoad so_far;
    const RowsDone done = [&](std::uint64_t rows, std::uint64_t bytes) {
        add(step, so_far, rows, bytes, streams);
        so_far = {rows, bytes, 0};
    };
    const TableLoad load =
        streams ? stream(copy, writer, done)
                : load_stored_rows(source_.plan, source_.closure, copy, source_.store, writer,
                                   {done, watch_of(copy.table)});
    add(step, so_far, load.rows, load.bytes, false);
    finish(copy.table, load);
}

void RowLoader::finish(TableId table, const TableLoad& load) {
    bool source_is_done = false;
    {
        const std::lock_guard lock{mutex_};
        TableLoad& kept = tables_[table];
        const std::optional<PartsCompared> parts = kept.parts;
        std::string read_whole = std::move(kept.read_whole);
        kept = load;
        kept.parts = parts;
        kept.read_whole = std::move(read_whole);
        if (parts) {
            rows_ += parts->rows - load.rows;  // those that the target has already
            kept.rows = parts->rows;
        }
        if (source_.plan.table(table).streamable) {
            source_is_done = --streams_left_ == 0;
        } else {
            source_.store.release(table);
        }
    }
    if (source_is_done) {
        source_.done();
    }
}

pg::Rows RowLoader::ask_source(const std::string& sql) {
    pg::CopyChannel* reader = nullptr;
    {
        const std::lock_guard lock{mutex_};
        reader = free_readers_.back();
    }
    pg::Savepoint savepoint{*reader, "subset_question"};
    try {
        // The SQL of a mask is in it.
        pg::Rows rows = reader->query(sql, pg::Protocol::extended);
        savepoint.release();
        return rows;
    } catch (const pg::StatementError&) {
        savepoint.undo();
        throw;
    }
}

std::string RowLoader::source_encoding() const { return source_.readers.front().server_encoding(); }

void RowLoader::compared(TableId table, const PartsCompared& parts) {
    const std::uint64_t counted = source_.closure.tables[table].rows;
    if (parts.rows != counted) {
        throw Error{ErrorKind::not_whole,
                    fmt::format("{} rows of {} were counted, and its parts have {}", counted,
                                source_.plan.catalog.table(table).name.text(), parts.rows),
                    "This is a fault of the program."};
    }
    {
        const std::lock_guard lock{mutex_};
        tables_[table].parts = parts;
    }
    if (parts.differ == 0) {
        finish(table, {});
    }
}

void RowLoader::reads_whole(TableId table, const std::string& reason) {
    const std::lock_guard lock{mutex_};
    tables_[table].read_whole = reason;
}

void RowLoader::load(const CopyStaged& copy, const TargetStep& step, CopyWriter& writer) {
    StagingWriter staging{writer};
    writer.begin(copy.copy);
    for (const TableId table : copy.tables) {
        staging.next_table(static_cast<std::uint32_t>(table),
                           !source_.plan.output(table).columns.empty());
        load(CopyIn{table}, step, staging);
    }
    const std::uint64_t loaded = writer.end(staging.rows());
    if (loaded != staging.rows()) {
        throw Error{
            ErrorKind::not_whole,
            fmt::format("{} rows were sent, and the target counted {}", staging.rows(), loaded),
            "This is a fault of the program."};
    }
}

void RowLoader::wrote(TableId table, RowsWritten rows) {
    const std::lock_guard lock{mutex_};
    tables_[table].written = rows;
}

void RowLoader::found(TableId table, RowsThere rows) {
    const std::lock_guard lock{mutex_};
    tables_[table].beside = rows;
}

std::map<TableId, std::uint64_t> RowLoader::count_new() {
    const std::lock_guard lock{mutex_};
    std::map<TableId, std::uint64_t> counts;
    for (const TableId table : tables_.ids()) {
        if (const TableLoad& load = tables_[table]; load.beside) {
            counts[table] = load.rows - load.beside->there;
        }
    }
    return counts;
}

TableLoad RowLoader::stream(const CopyIn& copy, CopyWriter& writer, const RowsDone& done) {
    pg::CopyChannel* reader = nullptr;
    {
        const std::lock_guard lock{mutex_};
        reader = free_readers_.back();
        free_readers_.pop_back();
        readers_at_work_[copy.table] = reader;
    }
    const TableLoad load =
        load_streamed_rows(source_.plan, copy, *reader, writer, {done, watch_of(copy.table)});
    const std::lock_guard lock{mutex_};
    readers_at_work_.erase(copy.table);
    free_readers_.push_back(reader);
    return load;
}

std::optional<Error> RowLoader::find_fault(const CopyIn& copy, const pg::StatementError& error) {
    pg::CopyChannel* reader = nullptr;
    {
        const std::lock_guard lock{mutex_};
        const auto found = readers_at_work_.find(copy.table);
        if (found == readers_at_work_.end()) {
            return std::nullopt;
        }
        reader = found->second;
    }
    return find_user_fault(source_.plan, *reader, copy.table, {}, error);
}

void RowLoader::add(const TargetStep& step, const TableLoad& before, std::uint64_t rows,
                    std::uint64_t bytes, bool limited) {
    Progress progress{step.stage, step.title, rows};
    {
        const std::lock_guard lock{mutex_};
        rows_ += rows - before.rows;
        bytes_ += bytes - before.bytes;
        if (limited) {
            check_byte_limit();
        }
        progress.rows = rows_;
        progress.of_rows = of_rows_;
        progress.bytes = bytes_;
        remember(progress);
    }
    observer_.progress(progress);
}

// What streams is only known by about how large it is before it has come.
void RowLoader::check_byte_limit() const {
    const auto& limit = source_.limits.bytes;
    if (limit && bytes_ > *limit) {
        throw Error{
            ErrorKind::limit,
            fmt::format("the twin would hold more than {} bytes, the limit in [limits]", *limit),
            "Whole tables bring the most; narrow them or raise the limit.",
            source_.limits.bytes_place};
    }
}

}  // namespace subset
