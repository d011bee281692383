#include "load/transaction.hpp"

#include "load/step_runner.hpp"
#include "target/refresh_lock.hpp"
#include "target/stamp.hpp"

#include <fmt/format.h>

#include <chrono>

namespace subset {
namespace {

using Clock = std::chrono::steady_clock;

class Executor {
public:
    Executor(const Plan& plan, const Closure& closure, const TargetScript& script,
             const LoadSource& source, const LoadEnds& ends, Observer& observer)
        : script_{script},
          ends_{ends},
          target_{ends.target},
          observer_{observer},
          queries_before_{ends.target.queries()},
          rows_{plan, closure, script, source, observer},
          runner_{plan, script, ends.target, rows_, observer, Commits::at_end} {}

    LoadResult execute() {
        try {
            // Whatever the database's own defaults are.
            target_.execute("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; " + script_.settings);
            for (const TargetStep& step : script_.steps) {
                take(step);
            }
        } catch (const Error& error) {
            throw with_outcome(error, "The target is as it was.");
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
        const Clock::time_point begin = Clock::now();
        runner_.run(step);
        double& seconds = stage_ == Stage::schema ? result_.schema_seconds
                          : stage_ == Stage::load ? result_.load_seconds
                                                  : result_.finish_seconds;
        seconds += seconds_since(begin);
    }

    void commit() {
        rows_.tell(stage_, "commit");
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

    const TargetScript& script_;
    const LoadEnds& ends_;
    pg::CopyChannel& target_;
    Observer& observer_;
    std::uint64_t queries_before_;
    RowLoader rows_;
    StepRunner runner_;
    LoadResult result_;
    Stage stage_ = Stage::schema;  // that the caller began with the dump
};

}  // namespace

LoadResult load_in_transaction(const Plan& plan, const Closure& closure, const TargetScript& script,
                               const LoadSource& source, const LoadEnds& ends, Observer& observer) {
    return Executor{plan, closure, script, source, ends, observer}.execute();
}

}  // namespace subset
