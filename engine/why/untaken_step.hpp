// untaken_step.hpp
//
// A step between two rows of the source, from one that is in the twin to one that is not: why the
// rules did not take it, and what in the config would. Private to why/.
//
// Thread-safety: pure functions.
#pragma once

#include "subset/explanation.hpp"
#include "why/twin_rows.hpp"

#include <cstdint>
#include <string>

namespace subset {

// Those that an entry of the config for the reference is the cause of before the others.
enum class WhyUntaken : std::uint8_t {
    cut,    // up: the reference is cut
    never,  // down, from a chosen row: follow = "never"
    rule,   // down: where does not hold, or limit takes other rows
    // down, from a row that is only required: by a root without children or a reference; by its
    // whole table
    required,
    whole,
};

struct UntakenStep {
    RowOf from;  // for steps that go on from an untaken one, not in the twin either
    RowOf to;
    ReferenceId reference{};
    bool down = false;  // `to` is the child row
    WhyUntaken why{};
};

// Requires: step.from is in the twin, and step.to is not.
[[nodiscard]] WhyUntaken find_why_untaken(const TwinRows& twin, const UntakenStep& step);

struct Advice {
    std::string reason;  // starts in lower case, no full stop
    std::string hint;    // sentences
};
// `from`: the row that the step leads from. `condition_holds`: whether `where` of the reference's
// [[child]] holds for the two rows; it matters only where there is a limit too.
[[nodiscard]] Advice explain_untaken(const TwinRows& twin, const UntakenStep& step,
                                     const ChainLink& from, bool condition_holds);

}  // namespace subset
