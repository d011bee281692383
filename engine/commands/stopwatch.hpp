// stopwatch.hpp
//
// How long each stage took, told to the observer as it begins. Private to commands/.
//
// Thread-safety: one thread.
#pragma once

#include "subset/observer.hpp"
#include "subset/report.hpp"

#include <chrono>
#include <optional>

namespace subset {

class Stopwatch {
public:
    Stopwatch(Observer& observer, Stage first) : observer_{observer} { enter(first); }

    // Begins a stage, and ends the one before.
    void enter(Stage stage) {
        stop();
        stage_ = stage;
        stage_begin_ = Clock::now();
        observer_.stage_started(stage);
    }

    // Ends the last stage. Returns the seconds of all stages and the total until now.
    StageSeconds stop() {
        if (stage_) {
            add(*stage_, since(stage_begin_));
            stage_.reset();
        }
        seconds_.total = since(begin_);
        return seconds_;
    }

private:
    using Clock = std::chrono::steady_clock;

    static double since(Clock::time_point begin) {
        return std::chrono::duration<double>(Clock::now() - begin).count();
    }

    void add(Stage stage, double seconds) {
        switch (stage) {
            case Stage::connect:
            case Stage::catalog:
                seconds_.catalog += seconds;
                break;
            case Stage::closure:
                seconds_.closure += seconds;
                break;
            case Stage::schema:
                seconds_.schema += seconds;
                break;
            case Stage::load:
                seconds_.load += seconds;
                break;
            case Stage::finish:
                seconds_.finish += seconds;
                break;
        }
    }

    Observer& observer_;
    Clock::time_point begin_ = Clock::now();
    Clock::time_point stage_begin_ = begin_;
    std::optional<Stage> stage_;
    StageSeconds seconds_;
};

}  // namespace subset
