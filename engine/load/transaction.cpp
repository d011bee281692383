#include "load/transaction.hpp"

#include "load/commit_doubt.hpp"
#include "load/measure_twin.hpp"
#include "load/steps/step_runner.hpp"
#include "load/target_watch.hpp"
#include "twin/refresh_lock.hpp"
#include "twin/stamp.hpp"

#include <fmt/format.h>

#include <chrono>
#include <span>
#include <utility>

namespace subset {
namespace {

using Clock = std::chrono::steady_clock;

class Executor {
public:
    Executor(const TargetScript& script, const LoadSource& source, const LoadEnds& ends,
             Observer& observer)
        : script_{script},
          source_{source},
          ends_{ends},
          target_{ends.target},
          observer_{observer},
          queries_before_{ends.target.queries()},
          rows_{script, source, observer},
          runner_{source.plan, script, ends.target, rows_, observer, Commits::at_end} {}

    LoadResult execute() {
        TargetWatch watch{ends_.reconnect, rows_};
        watch.add(target_.protocol_pid());
        ends_.cancellation.target_is(TargetNow::uncommitted);
        // Whatever the database's own defaults are.
        std::string before = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; " + script_.settings;
        for (std::span<const TargetStep> left{script_.steps}; !left.empty();) {
            left = left.subspan(take(left, std::exchange(before, {})));
        }
        const Clock::time_point begin = Clock::now();
        if (script_.only_told) {
            target_.execute("ROLLBACK");
        } else {
            result_.disk_bytes = measure_twin(source_, target_);
            commit();
        }
        result_.finish_seconds += seconds_since(begin);
        result_.queries = target_.queries() - queries_before_;
        result_.tables = rows_.take_tables();
        return std::move(result_);
    }

private:
    static double seconds_since(Clock::time_point begin) {
        return std::chrono::duration<double>(Clock::now() - begin).count();
    }

    // Returns how many steps it has taken.
    std::size_t take(std::span<const TargetStep> steps, const std::string& before) {
        if (steps.front().stage != stage_) {
            stage_ = steps.front().stage;
            observer_.stage_started(stage_);
        }
        const Clock::time_point begin = Clock::now();
        const std::size_t taken = runner_.run_together(steps, before);
        double& seconds = stage_ == Stage::schema ? result_.schema_seconds
                          : stage_ == Stage::load ? result_.load_seconds
                                                  : result_.finish_seconds;
        seconds += seconds_since(begin);
        return taken;
    }

    void commit() {
        rows_.tell(stage_, "commit");
        Cancellation& cancellation = ends_.cancellation;
        try {
            cancellation.check();
            cancellation.target_is(TargetNow::in_doubt);
            target_.execute("COMMIT");
            tell_committed(cancellation, observer_);
        } catch (const Error& error) {
            if (target_.alive()) {
                // Not sent, or refused by a deferred constraint: the server rolls back.
                cancellation.target_is(TargetNow::uncommitted);
                throw;
            }
            find_out_by_stamp(error);
        }
    }

    // The old session's refresh lock goes with its transaction, so taking it waits for the outcome.
    void find_out_by_stamp(const Error& lost) {
        target_.close();  // its lock would be waited for
        find_out(lost,
                 {"COMMIT", "the target holds the old twin",
                  "The target holds the new twin: its stamp is this run's.",
                  "The target holds either the old twin or the new one, complete: the line 'subset "
                  "{...}' in the comment of the database says which."},
                 ends_.cancellation, observer_, [&] {
                     pg::CopyChannel again = ends_.reconnect();
                     take_refresh_lock(again, observer_);
                     const std::optional<StampIdentity> stamp = read_stamp(again);
                     return stamp && stamp->run_id == ends_.run_id;
                 });
    }

    const TargetScript& script_;
    const LoadSource& source_;
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

LoadResult load_in_transaction(const TargetScript& script, const LoadSource& source,
                               const LoadEnds& ends, Observer& observer) {
    return Executor{script, source, ends, observer}.execute();
}

}  // namespace subset
