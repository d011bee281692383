#include "subset/cancellation.hpp"

#include "subset/error.hpp"

#include <exception>
#include <utility>

namespace subset {

void Cancellation::request() noexcept {
    // The flag comes first: an action registered from here on is called by on_request, one
    // registered before is in the map. One that falls between is called twice, which every action
    // bears.
    requested_.store(true);
    const std::lock_guard lock{mutex_};
    for (const auto& [id, action] : actions_) {
        try {
            action();
        } catch (const std::exception&) {
            // A broken promise of one action must not keep the others from being told.
            continue;
        }
    }
}

void Cancellation::check() const {
    if (requested()) {
        throw Error{ErrorKind::interrupted, "interrupted"};
    }
}

Cancellation::Registration Cancellation::on_request(std::function<void()> action) {
    const std::lock_guard lock{mutex_};
    const auto id = next_id_++;
    const auto& registered = actions_.emplace(id, std::move(action)).first->second;
    if (requested()) {
        registered();
    }
    return {*this, id};
}

Cancellation::Registration::Registration(Registration&& other) noexcept
    : owner_{std::exchange(other.owner_, nullptr)}, id_{other.id_} {}

Cancellation::Registration& Cancellation::Registration::operator=(Registration&& other) noexcept {
    Registration taken{std::move(other)};
    std::swap(owner_, taken.owner_);
    std::swap(id_, taken.id_);
    return *this;  // `taken` unregisters what this one held
}

Cancellation::Registration::~Registration() {
    if (owner_ != nullptr) {
        // Waits for an action that is being called, so that what it captured may be destroyed after
        // this.
        const std::lock_guard lock{owner_->mutex_};
        owner_->actions_.erase(id_);
    }
}

}  // namespace subset
