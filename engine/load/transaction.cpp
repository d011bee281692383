#include "load/transaction.hpp"

#include "load/user_script.hpp"
#include "target/refresh_lock.hpp"
#include "target/stamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace subset {
namespace {

using Clock = std::chrono::steady_clock;

// The column that marks how far a section has come; no statement of a dump has a result with that
// text.
constexpr std::string_view marker = "subset: done with entry ";

class Executor {
public:
    Executor(const Plan& plan, const Closure& closure, const TargetScript& script,
             const LoadSource& source, const LoadEnds& ends, Observer& observer)
        : plan_{plan},
          script_{script},
          ends_{ends},
          target_{ends.target},
          observer_{observer},
          queries_before_{ends.target.queries()},
          rows_{plan, closure, script, source, observer},
          writer_{ends.target} {}

    LoadResult execute() {
        for (const Fault& warning : script_.warnings) {
            observer_.warning(warning);
        }
        // Whatever the database's own defaults are.
        target_.execute("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
        for (const TargetStep& step : script_.steps) {
            take(step);
        }
        const Clock::time_point begin = Clock::now();
        commit();
        result_.finish_seconds += seconds_since(begin);
        result_.queries = target_.queries() - queries_before_;
        result_.tables = rows_.take_tables();
        return std::move(result_);
    }

private:
    static double seconds_since(Clock::time_point begin) {
        return std::chrono::duration<double>(Clock::now() - begin).count();
    }

    void take(const TargetStep& step) {
        if (step.stage != stage_) {
            stage_ = step.stage;
            observer_.stage_started(stage_);
        }
        rows_.tell_step(step);
        const Clock::time_point begin = Clock::now();
        try {
            std::visit([&](const auto& work) { run(work, step); }, step.work);
        } catch (const pg::StatementError& error) {
            explain(error, step);
        }
        for (const std::string& said : target_.take_notices()) {
            observer_.note(fmt::format("target ({}): {}", step.title, said));
        }
        double& seconds = stage_ == Stage::schema ? result_.schema_seconds
                          : stage_ == Stage::load ? result_.load_seconds
                                                  : result_.finish_seconds;
        seconds += seconds_since(begin);
    }

    void run(const RunSql& work, const TargetStep&) { target_.execute(work.sql); }

    void run(const RunGenerated& work, const TargetStep&) {
        std::string statements;
        for (const pg::Row& row : target_.query(work.query)) {
            statements += row.text(0) + ";\n";
        }
        if (!statements.empty()) {
            target_.execute(statements);
        }
    }

    void run(const RunSection& work, const TargetStep& step) {
        std::string script;
        for (std::size_t entry = 0; entry < work.entries.size(); ++entry) {
            script += fmt::format("{}\n;SELECT '{}{}'::pg_catalog.text;\n", work.entries[entry].sql,
                                  marker, entry);
        }
        std::size_t next = 0;
        try {
            target_.run_script(script, [&](const pg::Rows& rows) {
                const bool marked = rows.size() == 1 && rows.front().size() == 1 &&
                                    !rows.front().is_null(0) &&
                                    rows.front().text(0).starts_with(marker);
                if (marked) {
                    next = std::stoul(rows.front().text(0).substr(marker.size())) + 1;
                }
            });
        } catch (const pg::StatementError& error) {
            const std::string& name = work.entries[std::min(next, work.entries.size() - 1)].name;
            explain(error, step, name);
        }
    }

    void run(const RunUserScript& work, const TargetStep&) {
        try {
            // It may hold passwords, as dev logins do: not for --log-sql.
            target_.execute(
                render_user_script(work.sql),
                fmt::format("DO: the script of [target] after, {} bytes", work.sql.size()));
        } catch (const pg::StatementError& error) {
            if (error.kind() == ErrorKind::lock || error.kind() == ErrorKind::connection) {
                throw;
            }
            throw Error{ErrorKind::user_sql,
                        fmt::format("the script {} of [target] after failed: {}",
                                    plan_.config.target.after->value, error.message().primary),
                        "It runs in the refresh's own transaction, so it may hold neither COMMIT "
                        "nor psql's commands; "
                        "the target is as it was.",
                        work.place, error.message().sqlstate};
        }
    }

    void run(const CopyIn& work, const TargetStep& step) { rows_.load(work, step, writer_); }

    void run(const Check& work, const TargetStep&) {
        const pg::Rows faults = target_.query(work.query);
        if (faults.empty()) {
            return;
        }
        std::string message = faults.front().text(0);
        if (faults.size() > 1) {
            message += fmt::format(", and {} more of the kind", faults.size() - 1);
        }
        throw Error{ErrorKind::not_whole, message, work.hint};
    }

    // What the server objected to, with the step's name; a lock with who holds it.
    [[noreturn]] void explain(const pg::StatementError& error, const TargetStep& step,
                              const std::string& entry = {}) {
        const std::string what = entry.empty() ? step.title : entry;
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
                        "says how long to "
                        "wait. The target is as it was.",
                        {},
                        error.message().sqlstate};
        }
        throw Error{error.kind(),
                    fmt::format("{} ({})", error.what(), what),
                    hint_for(error),
                    {},
                    error.message().sqlstate};
    }

    [[nodiscard]] std::string hint_for(const pg::StatementError& error) const {
        constexpr std::string_view integrity_violation = "23";  // manual, appendix A
        if (plan_.config.target.mode == TargetMode::keep &&
            error.message().sqlstate.starts_with(integrity_violation)) {
            return "Rows of the source do not satisfy the target's own schema; change that, or let "
                   "mode = \"replace\" bring the source's. The target is as it was.";
        }
        return error.hint();
    }

    void commit() {
        rows_.tell_step({{}, stage_, "commit", {}, {}});
        try {
            target_.execute("COMMIT");
        } catch (const Error& error) {
            if (target_.alive() && dynamic_cast<const pg::StatementError*>(&error) != nullptr) {
                throw;  // a deferred constraint: the server has rolled back
            }
            find_out(error);
        }
    }

    // The connection was lost during COMMIT: the stamp says which of the two happened. The old
    // session's refresh lock goes with its transaction, so taking it waits for the outcome.
    void find_out(const Error& lost) {
        target_.close();  // its lock would be waited for
        std::optional<StampIdentity> stamp;
        try {
            pg::CopyChannel again = ends_.reconnect();
            take_refresh_lock(again, observer_);
            stamp = read_stamp(again);
        } catch (const Error& error) {
            throw Error{ErrorKind::in_doubt,
                        fmt::format("the connection to the target was lost during COMMIT, and "
                                    "whether it came through "
                                    "could not be learned: {}",
                                    error.what()),
                        "The target holds either the old twin or the new one, complete: the line "
                        "'subset {...}' in the "
                        "comment of the database says which."};
        }
        if (!stamp || stamp->run_id != ends_.run_id) {
            throw Error{lost.kind(),
                        fmt::format("{}; this was during COMMIT, and the target holds the old twin",
                                    lost.what()),
                        "Start again; nothing was changed."};
        }
        observer_.warning(
            {"the connection to the target was lost during COMMIT, but it came through",
             "The target holds the new twin: its stamp is this run's."});
    }

    const Plan& plan_;
    const TargetScript& script_;
    const LoadEnds& ends_;
    pg::CopyChannel& target_;
    Observer& observer_;
    std::uint64_t queries_before_;
    RowLoader rows_;
    ChannelCopyWriter writer_;
    LoadResult result_;
    Stage stage_ = Stage::schema;  // that the caller began with the dump
};

}  // namespace

LoadResult load_in_transaction(const Plan& plan, const Closure& closure, const TargetScript& script,
                               const LoadSource& source, const LoadEnds& ends, Observer& observer) {
    return Executor{plan, closure, script, source, ends, observer}.execute();
}

}  // namespace subset
