// choose_way.hpp
//
// atomic = "rows": decides before any row is read whether the schema of the twin stands as the last
// run left it, so that only rows need be written, or why it has to be made anew.
//
// Thread-safety: uses its connections from one thread.
#pragma once

#include "plan/plan.hpp"
#include "script/difference/make_difference_script.hpp"
#include "source/snapshot/source_snapshot.hpp"
#include "twin/open_target.hpp"
#include "twin/stamp.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace subset {

struct ChosenWay {
    // What stands; absent where everything is made anew.
    std::optional<StandingTwin> standing;
    // Why everything is made anew; goes on after "as".
    std::string reason;
    // Of this run, without the target's, which its end makes; absent where the target keeps a
    // schema of its own.
    std::optional<SchemaPrints> prints;
    // So many runs in a row have not written rows alone, this one among them. The first run of all
    // does not count.
    std::uint64_t by_transaction = 0;
};

// `earlier`: why an attempt of this run at it has failed; empty where there was none.
//
// Throws: what either server says, but for what stands in the way of this way alone.
// Cost:   a round trip on the source and four on the target.
[[nodiscard]] ChosenWay choose_way(const Config& config, const Plan& plan, OpenTarget& target,
                                   SourceSnapshot& snapshot, const std::string& earlier);

// Tells why everything is made anew, where it is.
void tell_way(const ChosenWay& way, Observer& observer);

}  // namespace subset
