// step_queue.hpp
//
// Which step of a target script may be done next, where several connections work side by side: what
// it waits for is done, nobody works on what it locks, and not more tables stream from the source
// than it has connections.
//
// Thread-safety: any thread.
#pragma once

#include "script/target_script.hpp"
#include "util/id_vector.hpp"

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <vector>

namespace subset {

class StepQueue {
public:
    // `streams` says of a step whether it needs one of the `readers` of the source. `steps` must
    // outlive this; each waits only for steps before it.
    StepQueue(const IdVector<StepId, TargetStep>& steps,
              const std::function<bool(const TargetStep&)>& streams, std::size_t readers);

    // The first step that may be done now; waits until there is one. nullptr: all are given out, or
    // the work was stopped.
    [[nodiscard]] const TargetStep* take();
    // Every step that was taken ends with one of these.
    void done(const TargetStep& step);
    void stop();

private:
    struct State {
        std::size_t waits_for = 0;
        std::vector<StepId> waited_for_by;
        bool streams = false;
    };
    [[nodiscard]] bool is_free(StepId step) const;
    void occupy(StepId step);
    void vacate(StepId step);

    const IdVector<StepId, TargetStep>& steps_;
    std::mutex mutex_;
    std::condition_variable changed_;
    IdVector<StepId, State> states_;  // by position
    std::set<StepId> ready_;          // not taken, and waiting for nothing
    std::size_t left_ = 0;            // not taken
    bool stopped_ = false;
    std::size_t free_readers_ = 0;
    std::map<Oid, int> locked_;  // how many share a table; -1: one has it alone
};

}  // namespace subset
