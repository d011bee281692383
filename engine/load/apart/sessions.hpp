// sessions.hpp
//
// With atomic = "database", a database can be renamed when nobody is connected to it. Sessions that
// the role may end are ended; the others must leave by themselves. Private to load/apart/.
//
// Thread-safety: one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "subset/observer.hpp"
#include "twin/open_target.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace subset {

// How long a swap waits for sessions that stay.
class SwapDeadline {
public:
    // 0: for as long as it takes.
    explicit SwapDeadline(std::chrono::milliseconds lock_timeout);

    [[nodiscard]] bool passed() const;

private:
    std::optional<std::chrono::steady_clock::time_point> end_;
};

// Throws: lock, always, naming who is in the way.
[[noreturn]] void throw_in_use(const std::string& who);

// This says which sessions count, besides our own on the target.
enum class Which : std::uint8_t { unendable, all };

// Returns who is connected to these databases (OIDs), and what was prepared in the target, as
// people know them. Cost: four round trips.
[[nodiscard]] std::vector<std::string> read_sessions(const OpenTarget& target,
                                                     pg::CopyChannel& third,
                                                     const std::string& databases, Which which);

// Waits until nobody is connected whom the role may not end.
//
// Throws: lock, naming who stays; interrupted.
// Cost:   read_sessions() five times a second.
void wait_for_sessions(const OpenTarget& target, pg::CopyChannel& third,
                       const std::string& databases, const SwapDeadline& deadline,
                       Observer& observer);

}  // namespace subset
