#include "load/steps/step_runner.hpp"

#include "load/prove_masks.hpp"
#include "load/steps/find_remedy.hpp"
#include "load/steps/script_marker.hpp"
#include "load/steps/user_script.hpp"
#include "pg/quote.hpp"
#include "pg/sqlstates.hpp"
#include "twin/refresh_lock.hpp"
#include "util/parse_leading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

namespace subset {
namespace {

// Entries that are sent together: few enough for a small lock table, where they are a transaction
// of their own, and for telling how far it is; many enough to save round trips.
constexpr std::size_t entries_in_a_piece = 200;
// Indexes and constraints that are sent, and named, together while they take no time.
constexpr std::size_t most_told = 8;
constexpr auto quick_piece = std::chrono::milliseconds{500};

// Where the character of this number, from 1, begins in UTF-8; the end where there is none.
std::size_t byte_of(std::string_view text, std::size_t character) {
    std::size_t byte = character == 0 ? text.size() : 0;
    for (; byte < text.size(); ++byte) {
        const bool begins = (static_cast<unsigned char>(text[byte]) & 0xC0U) != 0x80U;
        if (begins && --character == 0) {
            break;
        }
    }
    return byte;
}

}  // namespace

void StepRunner::run(const TargetStep& step) {
    if (!std::holds_alternative<RunSection>(step.work)) {
        rows_.tell(step.stage, step.title);
    }
    try {
        std::visit([&](const auto& work) { run(work, step); }, step.work);
    } catch (const pg::StatementError& error) {
        explain(error, step);
    }
    for (const std::string& said : target_.take_notices()) {
        observer_.detail(fmt::format("target ({}): {}", step.title, said));
    }
}

void StepRunner::run(const RunSql& work, const TargetStep&) { target_.execute(work.sql); }

void StepRunner::run(const RunGenerated& work, const TargetStep&) {
    std::string statements;
    for (const pg::Row& row : target_.query(work.query)) {
        if (commits_ == Commits::piece_by_piece) {
            target_.execute(row.text(0));
        } else {
            statements += row.text(0) + ";\n";
        }
    }
    if (!statements.empty()) {
        target_.execute(statements);
    }
}

void StepRunner::run(const RunSection& work, const TargetStep& step) {
    const std::size_t count = work.entries.size();
    // Answers come when all of a script is done: where an index may take long it is sent alone, so
    // that it can be told which it is; what is quick is sent together.
    const bool told = step.stage == Stage::finish && !script_.quick;
    const bool whole = commits_ == Commits::at_end && step.stage != Stage::finish;
    const std::size_t most = told ? most_told : whole ? count : entries_in_a_piece;
    std::size_t size = told ? 1 : most;
    for (std::size_t begin = 1; begin < count;) {
        const std::size_t end = std::min(begin + size, count);
        const auto sent = std::chrono::steady_clock::now();
        run_entries(work, begin, end, step);
        const bool quick = std::chrono::steady_clock::now() - sent < quick_piece;
        size = !told ? most : quick ? std::min(size * 2, most) : 1;
        begin = end;
    }
}

void StepRunner::run_entries(const RunSection& work, std::size_t begin, std::size_t end,
                             const TargetStep& step) {
    std::string sql = work.entries.front().sql + "\n;";
    std::vector<std::size_t> offsets;  // where each entry begins
    for (std::size_t entry = begin; entry < end; ++entry) {
        offsets.push_back(sql.size());
        sql += work.entries[entry].sql + render_marker(entry);
    }
    std::size_t next = begin;
    std::string names;
    for (std::size_t entry = begin; entry < end && entry < begin + most_told; ++entry) {
        names += (names.empty() ? "" : ", ") + work.entries[entry].title;
    }
    rows_.tell(step.stage, names, end - begin);
    try {
        target_.run_script(sql + script_.settings, [&](const pg::Rows& rows) {
            if (const auto done = parse_marker(rows)) {
                next = *done + 1;
            }
        });
    } catch (const pg::StatementError& error) {
        // What does not parse is found before any statement has run: its place says which it is.
        if (const std::size_t byte = byte_of(sql, error.message().position);
            byte >= offsets.front() && byte < sql.size()) {
            const auto behind = std::upper_bound(offsets.begin(), offsets.end(), byte);
            next = begin + static_cast<std::size_t>(behind - offsets.begin()) - 1;
        }
        explain(error, next < end ? work.entries[next].title : step.title);
    }
}

void StepRunner::run(const RunUserScript& work, const TargetStep&) {
    // It may hold passwords, as dev logins do: not for --log-sql.
    target_.execute(render_user_script(work.sql, script_.settings),
                    fmt::format("DO: the script of [target] after, {} bytes", work.sql.size()));
}

void StepRunner::run(const CopyIn& work, const TargetStep& step) {
    if (commits_ == Commits::at_end || !work.freeze) {
        rows_.load(work, step, writer_);
        return;
    }
    // FREEZE needs a table that this transaction has made or emptied; this one is empty.
    target_.execute("BEGIN; TRUNCATE ONLY " + pg::quote_name(plan_.catalog.table(work.table).name));
    rows_.load(work, step, writer_);
    target_.execute("COMMIT");
}

void StepRunner::run(const CopyBeside& work, const TargetStep& step) {
    const bool piece = commits_ == Commits::piece_by_piece;
    target_.execute((piece ? "BEGIN; " : "") + work.before);
    writer_.begin(work.copy);
    writer_.put(work.lines);
    const std::uint64_t loaded = writer_.end(work.rows);
    if (loaded != work.rows) {
        throw Error{ErrorKind::not_whole,
                    fmt::format("{} rows of {} were read, and the target counted {}", work.rows,
                                step.title, loaded),
                    "This is a fault of the program."};
    }
    target_.execute(work.after + (piece ? "; COMMIT" : ""));
}

void StepRunner::run(const BringKept& work, const TargetStep&) { rows_.bring(work, target_); }

void StepRunner::run(const Check& work, const TargetStep&) {
    const pg::Rows faults = target_.query(work.query);
    if (faults.empty()) {
        return;
    }
    std::string message = faults.front().text(0);
    if (faults.size() > 1) {
        message += fmt::format(", and {} more of the kind", faults.size() - 1);
    }
    throw Error{work.kind, message, work.hint};
}

void StepRunner::run(const CheckMasks& work, const TargetStep&) {
    MaskProof proof{work};
    proof.read(target_);
    proof.finish();
}

void StepRunner::run(const Tell& work, const TargetStep&) {
    for (const pg::Row& row : target_.query(work.query)) {
        observer_.note(row.text(0));
    }
}

namespace {

// ".n" of "COPY sales, line 3, column n: "40000"", what COPY says of where it was. The value stays
// untold.
std::string find_copy_column(const std::string& context) {
    constexpr std::string_view before = ", column ";
    const std::string line = context.substr(0, context.find('\n'));
    const auto at = line.find(before);
    if (!line.starts_with("COPY ") || at == std::string::npos) {
        return {};
    }
    const std::string column = line.substr(at + before.size());
    return "." + column.substr(0, column.find(": "));
}

}  // namespace

void StepRunner::explain(const pg::StatementError& error, const TargetStep& step) {
    if (const auto* const copy = std::get_if<CopyIn>(&step.work)) {
        if (const std::optional<Error> fault = rows_.find_fault(*copy, error)) {
            throw Error{*fault};
        }
    }
    const auto* const script = std::get_if<RunUserScript>(&step.work);
    if (script != nullptr && error.kind() != ErrorKind::lock &&
        error.kind() != ErrorKind::connection) {
        // What is wrong with the script's own text is about no row.
        const pg::ServerMessage& message = error.message();
        const bool of_text = message.inner_query == script->sql &&
                             message.sqlstate.starts_with(sqlstate::wrong_sql_class);
        throw Error{
            ErrorKind::user_sql,
            fmt::format("the script {} of [target] after failed: {}", script->file,
                        of_text ? message.compared : message.primary),
            "It runs in a transaction of the refresh's own, so it may hold neither COMMIT nor "
            "psql's commands.",
            script->place, message.sqlstate};
    }
    explain(error, step.title);
}

void StepRunner::explain(const pg::StatementError& error, const std::string& what) {
    const std::string& sqlstate = error.message().sqlstate;
    if (error.kind() == ErrorKind::lock) {
        std::string holders;
        if (target_.alive()) {
            target_.execute("ROLLBACK");
            holders = fmt::format(
                "{}", fmt::join(read_lock_holders(target_, plan_.catalog.schemas), "; "));
        }
        throw Error{ErrorKind::lock,
                    fmt::format("the target is locked by somebody else ({}): {}", what,
                                holders.empty() ? error.message().primary : holders),
                    "End that session or wait for it, then start again; [target] lock_timeout "
                    "says how long to wait.",
                    {},
                    sqlstate};
    }
    throw Error{
        error.kind(),
        fmt::format("{} ({}{})", error.what(), what, find_copy_column(error.message().context)),
        hint_for(error),
        {},
        sqlstate};
}

std::string StepRunner::hint_for(const pg::StatementError& error) const {
    if (script_.keeps_schema &&
        error.message().sqlstate.starts_with(sqlstate::integrity_violation_class)) {
        return find_masks_at_fault(plan_, script_, error.message()) +
               "Rows of the source do not satisfy the target's own schema; change that, or let "
               "mode = \"replace\" bring the source's.";
    }
    if (error.message().sqlstate == sqlstate::syntax_error) {
        return fmt::format(
            "The target's PostgreSQL {} does not know what the source's writes there: take a "
            "target of the source's version, or leave that object out, a table by [[table]] rows "
            "= \"absent\".",
            target_.server_version_num() / 10000);
    }
    const std::string remedy = find_remedy(plan_, script_, error.message());
    return remedy.empty() ? error.hint() : remedy;
}

}  // namespace subset
