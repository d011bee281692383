#include "load/apart/step_queue.hpp"

#include <algorithm>

namespace subset {

StepQueue::StepQueue(const IdVector<StepId, TargetStep>& steps,
                     const std::function<bool(const TargetStep&)>& streams, std::size_t readers)
    : steps_{steps}, states_(steps.size()), left_{steps.size()}, free_readers_{readers} {
    for (const StepId step : steps.ids()) {
        states_[step].streams = streams(steps[step]);
        const std::set<StepId> before{steps[step].waits_for.begin(), steps[step].waits_for.end()};
        states_[step].waits_for = before.size();
        for (const StepId id : before) {
            states_[id].waited_for_by.push_back(step);
        }
        if (before.empty()) {
            ready_.insert(step);
        }
    }
}

const TargetStep* StepQueue::take() {
    std::unique_lock lock{mutex_};
    for (;;) {
        if (stopped_ || left_ == 0) {
            return nullptr;
        }
        const auto next =
            std::find_if(ready_.begin(), ready_.end(), [&](StepId step) { return is_free(step); });
        if (next != ready_.end()) {
            const StepId step = *next;
            ready_.erase(next);
            --left_;
            occupy(step);
            if (left_ == 0) {
                changed_.notify_all();
            }
            return &steps_[step];
        }
        changed_.wait(lock);
    }
}

void StepQueue::done(const TargetStep& step) {
    const std::lock_guard lock{mutex_};
    vacate(step.id);
    for (const StepId next : states_[step.id].waited_for_by) {
        if (--states_[next].waits_for == 0) {
            ready_.insert(next);
        }
    }
    changed_.notify_all();
}

void StepQueue::stop() {
    const std::lock_guard lock{mutex_};
    stopped_ = true;
    changed_.notify_all();
}

bool StepQueue::is_free(StepId step) const {
    if (states_[step].streams && free_readers_ == 0) {
        return false;
    }
    const TableLocks& locks = steps_[step].locks;
    return std::none_of(locks.tables.begin(), locks.tables.end(), [&](Oid table) {
        const auto held = locked_.find(table);
        return held != locked_.end() && (held->second < 0 || !locks.shared);
    });
}

void StepQueue::occupy(StepId step) {
    free_readers_ -= states_[step].streams ? 1 : 0;
    for (const Oid table : steps_[step].locks.tables) {
        locked_[table] += steps_[step].locks.shared ? 1 : -1;
    }
}

void StepQueue::vacate(StepId step) {
    free_readers_ += states_[step].streams ? 1 : 0;
    for (const Oid table : steps_[step].locks.tables) {
        int& held = locked_[table];
        held += steps_[step].locks.shared ? -1 : 1;
        if (held == 0) {
            locked_.erase(table);
        }
    }
}

}  // namespace subset
