#include "subset/cancellation.hpp"

#include "subset/error.hpp"

#include <algorithm>

namespace subset {

void Cancellation::request_at(Clock::time_point time) noexcept {
    const Clock::rep wanted = time.time_since_epoch().count();
    Clock::rep current = own_due_.load();
    while (wanted < current && !own_due_.compare_exchange_weak(current, wanted)) {
    }
}

Cancellation::Clock::time_point Cancellation::due() const noexcept {
    const Clock::time_point own{Clock::duration{own_due_.load()}};
    if (parent_ == nullptr) {
        return own;
    }
    const Clock::time_point parents = parent_->due();
    const bool unset = parents == Clock::time_point::max();
    return unset ? own : std::min(own, std::max(parents, born_) + grace_);
}

bool Cancellation::requested() const noexcept {
    const Clock::time_point time = due();
    return time != Clock::time_point::max() && time <= Clock::now();
}

void Cancellation::check() const {
    if (requested()) {
        throw Error{ErrorKind::interrupted, "interrupted"};
    }
}

void Cancellation::target_is(TargetNow now) noexcept {
    if (parent_ != nullptr) {
        parent_->target_is(now);
    } else {
        target_.store(now);
    }
}

TargetNow Cancellation::target_now() const noexcept {
    return parent_ != nullptr ? parent_->target_now() : target_.load();
}

}  // namespace subset
