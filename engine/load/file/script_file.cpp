#include "load/file/script_file.hpp"

#include "load/file/form_writers.hpp"
#include "load/steps/user_script.hpp"
#include "pg/quote.hpp"
#include "subset/printable.hpp"
#include "subset/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace subset {
namespace {

using Clock = std::chrono::steady_clock;

// A COPY block as psql reads it: data lines after the statement, and a line that ends them.
class FileCopyWriter final : public CopyWriter {
public:
    FileCopyWriter(OutputFile& file, const Cancellation& cancellation)
        : file_{file}, cancellation_{cancellation} {}
    void begin(const std::string& copy_statement) override { file_.write(copy_statement + ";\n"); }
    void put(std::string_view data) override {
        cancellation_.check();
        file_.write(data);
    }
    std::uint64_t end(std::uint64_t sent) override {
        file_.write("\\.\n\n");
        return sent;
    }

private:
    OutputFile& file_;
    const Cancellation& cancellation_;
};

std::string render(const RunSql& work, const std::string&) {
    return work.sql.substr(0, work.sql.find_last_not_of("; \n") + 1) + ";\n";
}

std::string render(const Tell& work, const std::string&) { return work.query + ";\n"; }

std::string render(const CompareRows& work, const std::string&) { return work.query + ";\n"; }

// Nobody knows yet which database a script goes into, nor what that holds.
std::string render(const WriteStamp&, const std::string&) { return {}; }
std::string render(const WriteDifference&, const std::string&) { return {}; }

std::string render(const RunGenerated& work, const std::string&) {
    return work.query + "\n\\gexec\n";
}

// pg_dump says above a statement which object it makes; of a name it changes line ends alone.
std::string with_printable_head(std::string_view sql) {
    std::string text;
    while (sql.starts_with("--") || sql.starts_with('\n')) {
        const std::size_t end = std::min(sql.find('\n'), sql.size() - 1) + 1;
        text += printable_lines(sql.substr(0, end));
        sql.remove_prefix(end);
    }
    return text.append(sql);
}

std::string render(const RunSection& work, const std::string& settings) {
    std::string text;
    for (const SchemaEntry& entry : work.entries) {
        text += with_printable_head(entry.sql) + "\n";
    }
    return text + settings + ";\n";
}

std::string render(const RunUserScript& work, const std::string& settings) {
    return render_user_script(work.sql, settings) + ";\n";
}

std::string render(const CopyBeside& work, const std::string&) {
    return work.before + ";\n" + work.copy + ";\n" + work.lines + "\\.\n\n" + work.after + ";\n";
}

// Whoever loads the script learns what is not as it must be, and has nothing of it.
std::string render(const Check& work, const std::string&) {
    const std::string block = fmt::format(
        "#variable_conflict use_column\nDECLARE fault pg_catalog.text; BEGIN SELECT * INTO fault "
        "FROM (\n{}\n) AS faults LIMIT 1; IF FOUND THEN RAISE EXCEPTION '%', fault; END IF; END",
        work.query);
    return "DO LANGUAGE plpgsql " + pg::quote_literal(block) + ";\n";
}

std::string_view describe_loading(const TargetScript& script) {
    if (!script.rows_alone) {
        return "psql -v ON_ERROR_STOP=1 -1 -f FILE loads it into an empty database.";
    }
    switch (*script.rows_alone) {
        case DataForm::inserts:
            return "Any client loads it into a database that has the tables, at once or not at "
                   "all, and a\n-- second time without harm. A client that goes on after an error "
                   "changes nothing.";
        case DataForm::csv:
            return "psql -f load.sql, in this folder, loads it into a database that has the "
                   "tables, at once or\n-- not at all, and a second time without harm.";
        default:
            return "psql -f FILE loads it into a database that has the tables, at once or not at "
                   "all, and a\n-- second time without harm.";
    }
}

// Without ON_ERROR_STOP, psql would take the rows behind a COPY that failed for SQL.
std::string render_head(const Catalog& catalog, const TargetScript& script) {
    const bool for_psql = script.rows_alone != DataForm::inserts;
    return fmt::format(
        "--\n-- {} of the database {}, PostgreSQL {}, made by subset {}.\n-- {}\n--"
        "\n\n{}{}",
        script.rows_alone ? "Rows" : "A twin", printable(catalog.database), catalog.server_version,
        version, describe_loading(script), for_psql ? "\\set ON_ERROR_STOP on\n\n" : "",
        script.rows_alone ? "BEGIN;\n" : "");
}

// "public.users.csv". A name of which not every file system can have a file gets the table's
// number.
std::string name_csv_file(const Table& table) {
    constexpr std::size_t longest = 200;
    std::string name = table.name.text().substr(0, longest);
    for (char& letter : name) {
        const bool plain = std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' ||
                           letter == '.' || letter == '-';
        letter = plain ? letter : '_';
    }
    return name == table.name.text()
               ? name + ".csv"
               : fmt::format("{}-{}.csv", name, static_cast<std::uint32_t>(table.id));
}

std::unique_ptr<CopyWriter> make_writer(const TargetScript& script, const CopyIn& copy,
                                        const Plan& plan, const ScriptPlace& place,
                                        const Cancellation& cancellation) {
    FormTable table{copy.into, {}};
    for (const OutputColumn& column : plan.output(copy.table).columns) {
        table.columns.push_back(column.name);
    }
    if (script.rows_alone == DataForm::inserts) {
        return std::make_unique<InsertWriter>(place.file, std::move(table), cancellation);
    }
    if (place.folder != nullptr) {
        return std::make_unique<CsvWriter>(
            place.file, place.folder->beside() / name_csv_file(plan.catalog.table(copy.table)),
            std::move(table), cancellation);
    }
    return std::make_unique<FileCopyWriter>(place.file, cancellation);
}

}  // namespace

LoadResult write_script_file(const TargetScript& script, const LoadSource& source,
                             const ScriptPlace& place, Observer& observer,
                             const Cancellation& cancellation) {
    OutputFile& file = place.file;
    const Clock::time_point begin = Clock::now();
    RowLoader rows{script, source, observer};
    rows.watch_written(script);
    file.write(render_head(source.plan.catalog, script));
    file.write(script.settings + ";\n\n");
    observer.stage_started(Stage::load);
    for (const TargetStep& step : script.steps) {
        cancellation.check();
        rows.tell(step.stage, step.title);
        if (const auto* copy = std::get_if<CopyIn>(&step.work)) {
            try {
                const auto writer = make_writer(script, *copy, source.plan, place, cancellation);
                rows.load(*copy, step, *writer);
            } catch (const pg::StatementError& error) {
                if (const std::optional<Error> fault = rows.find_fault(*copy, error)) {
                    throw Error{*fault};
                }
                throw;
            }
            continue;
        }
        if (const auto* const staged = std::get_if<CopyStaged>(&step.work)) {
            FileCopyWriter writer{file, cancellation};
            rows.load(*staged, step, writer);
            continue;
        }
        if (const auto* const check = std::get_if<CheckMasks>(&step.work)) {
            rows.prove_written(*check);
            continue;
        }
        file.write("-- " + printable(step.title) + "\n");
        std::visit(
            [&](const auto& work) {
                using Work = std::decay_t<decltype(work)>;
                if constexpr (!std::is_same_v<Work, CopyIn> && !std::is_same_v<Work, CopyStaged> &&
                              !std::is_same_v<Work, CheckMasks> &&
                              !std::is_same_v<Work, BringKept>) {
                    file.write(render(work, script.settings) + "\n");
                }
            },
            step.work);
    }
    if (script.rows_alone) {
        file.write("COMMIT;\n");
    }
    file.finish();
    if (place.folder != nullptr) {
        place.folder->finish();
    }
    LoadResult result;
    result.tables = rows.take_tables();
    result.load_seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    return result;
}

}  // namespace subset
