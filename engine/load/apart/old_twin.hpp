// old_twin.hpp
//
// With atomic = "database" and rows = "keep", the rows that the old twin keeps come into the
// database that will replace it. Private to load/apart/.
//
// Thread-safety: one thread at a time; nobody else uses the target's own connection meanwhile.
#pragma once

#include "load/apart/sessions.hpp"
#include "pg/copy_channel.hpp"
#include "subset/observer.hpp"
#include "twin/open_target.hpp"
#include "twin/put_aside.hpp"

#include <chrono>

namespace subset {

class OldTwin {
public:
    // All must outlive this.
    OldTwin(OpenTarget& target, std::chrono::milliseconds lock_timeout, Observer& observer)
        : target_{target}, lock_timeout_{lock_timeout}, observer_{observer} {}
    // Lets others in again, unless the old twin is replaced. Never throws; a failure is a warning.
    ~OldTwin();
    OldTwin(const OldTwin&) = delete;
    OldTwin& operator=(const OldTwin&) = delete;

    // Waits for sessions that the role may not end, then lets nobody in (POSTGRES.md 63), then ends
    // the other sessions. Nothing of the old twin changes from then on.
    //
    // Throws: lock, naming who stays; interrupted.
    // Cost:   a connection, and some round trips for as long as somebody stays.
    void shut_others_out();
    // Copies all parts into temporary tables of the new twin and brings them back there, in one
    // transaction.
    //
    // Throws: what either database says; not_whole, where they count differently.
    // Cost:   two round trips and the data for each part, and three more.
    void move_rows(const AsideRows& aside, pg::CopyChannel& into);
    void is_replaced() noexcept { shut_ = false; }

private:
    OpenTarget& target_;
    std::chrono::milliseconds lock_timeout_;
    Observer& observer_;
    bool shut_ = false;
};

}  // namespace subset
