#include "load/apart/side_by_side.hpp"

#include "load/apart/step_queue.hpp"
#include "load/steps/step_runner.hpp"
#include "load/target_watch.hpp"
#include "util/background.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace subset {
namespace {

using Clock = std::chrono::steady_clock;

// More would take the processors from one another where the target is a small server.
constexpr std::size_t most_connections = 4;

class Crew {
public:
    Crew(const TargetScript& script, const LoadSource& source, const OpenTarget& target,
         const std::string& database)
        : plan_{source.plan},
          script_{script},
          target_{target},
          database_{database},
          context_{target.context},
          observer_{*target.context.observer},
          rows_{script, source, observer_},
          queue_{script.steps, [&](const TargetStep& step) { return streams(step); },
                 source.readers.size()},
          own_{target.context.cancellation} {
        context_.cancellation = &own_;
        for (const TargetStep& step : script.steps) {
            loads_left_ += step.stage == Stage::load ? 1 : 0;
        }
    }

    LoadResult work() {
        began_ = Clock::now();
        TargetWatch watch{[this] {
                              pg::SessionContext context = context_;
                              context.label = "target watch";
                              return reopen_target(target_, context, database_);
                          },
                          rows_};
        watch_ = &watch;
        {
            std::vector<std::jthread> threads;
            const std::size_t count = std::min(most_connections, script_.steps.size());
            threads.reserve(count);
            try {
                for (std::size_t number = 1; number < count; ++number) {
                    threads.push_back(start_thread([this, number]() noexcept { work_as(number); }));
                }
            } catch (const Error& error) {
                observer_.note(
                    fmt::format("{}: the target is loaded by {} instead of {}", error.what(),
                                threads.empty() ? "1 connection"
                                                : fmt::format("{} connections", threads.size() + 1),
                                count));
            }
            work_as(threads.size() + 1);
        }
        if (failure_) {
            std::rethrow_exception(failure_);
        }
        return finish();
    }

private:
    [[nodiscard]] bool streams(const TargetStep& step) const {
        const auto* const copy = std::get_if<CopyIn>(&step.work);
        return copy != nullptr && plan_.table(copy->table).streamable;
    }

    void work_as(std::size_t number) noexcept {
        try {
            pg::SessionContext context = context_;
            context.label = fmt::format("target {}", number);
            pg::CopyChannel channel = reopen_target(target_, context, database_);
            // The last commit, another's, makes all of these durable.
            channel.execute("SET synchronous_commit = off; " + script_.settings);
            watch_->add(channel.protocol_pid());
            StepRunner runner{plan_, script_, channel, rows_, observer_, Commits::piece_by_piece};
            while (const TargetStep* const step = queue_.take()) {
                enter(step->stage);
                runner.run(*step);
                leave(step->stage);
                queue_.done(*step);
            }
            const std::lock_guard lock{mutex_};
            result_.queries += channel.queries();
        } catch (...) {
            fail(std::current_exception());
        }
    }

    void fail(std::exception_ptr failure) noexcept {
        {
            const std::lock_guard lock{mutex_};
            if (!failure_) {
                failure_ = std::move(failure);
            }
        }
        queue_.stop();
        own_.request();
    }

    // Stages overlap: indexes are built while other tables load, and that is still the loading.
    void enter(Stage stage) {
        {
            const std::lock_guard lock{mutex_};
            if (stage == Stage::load && load_began_ == Clock::time_point{}) {
                load_began_ = Clock::now();
            }
            if (stage <= stage_ || (stage == Stage::finish && loads_left_ > 0)) {
                return;
            }
            stage_ = stage;
        }
        // In order all the same: the last stage begins when this one's step, too, is done.
        observer_.stage_started(stage);
    }

    void leave(Stage stage) {
        const std::lock_guard lock{mutex_};
        if (stage == Stage::load) {
            --loads_left_;
            loaded_ = Clock::now();
        }
    }

    LoadResult finish() {
        const auto seconds = [](Clock::time_point from, Clock::time_point to) {
            return std::chrono::duration<double>(to - from).count();
        };
        const Clock::time_point end = Clock::now();
        const Clock::time_point none{};
        const Clock::time_point load_began = load_began_ == none ? end : load_began_;
        const Clock::time_point loaded = loaded_ == none ? load_began : loaded_;
        result_.schema_seconds = seconds(began_, load_began);
        result_.load_seconds = seconds(load_began, loaded);
        result_.finish_seconds = seconds(loaded, end);
        result_.tables = rows_.take_tables();
        return std::move(result_);
    }

    const Plan& plan_;
    const TargetScript& script_;
    const OpenTarget& target_;
    const std::string& database_;
    pg::SessionContext context_;
    Observer& observer_;
    RowLoader rows_;
    StepQueue queue_;
    Cancellation own_;
    TargetWatch* watch_ = nullptr;

    std::mutex mutex_;  // for what follows
    std::exception_ptr failure_;
    LoadResult result_;
    Stage stage_ = Stage::schema;  // that the caller began with the dump
    std::size_t loads_left_ = 0;
    Clock::time_point began_;
    Clock::time_point load_began_;
    Clock::time_point loaded_;
};

}  // namespace

LoadResult run_side_by_side(const TargetScript& script, const LoadSource& source,
                            const OpenTarget& target, const std::string& database) {
    return Crew{script, source, target, database}.work();
}

}  // namespace subset
