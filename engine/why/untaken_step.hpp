// untaken_step.hpp
//
// An untaken step leads between two rows of the source, from one that is in the twin to one that is
// not. These functions explain why the rules did not take it, and what in the config would. Private
// to why/.
//
// Thread-safety: pure functions.
#pragma once

#include "subset/explanation.hpp"
#include "why/twin_rows.hpp"

#include <cstdint>
#include <string>

namespace subset {

// The reasons that come from an entry of the config for the reference stand before the others.
enum class WhyUntaken : std::uint8_t {
    cut,    // up: the reference is cut
    never,  // down, from a chosen row: follow = "never"
    rule,   // down: where does not hold, or limit takes other rows
    // `required` and `whole` are down, from a row that is only required. `required`: a root without
    // children, or a reference, brought the row. `whole`: its whole table comes.
    required,
    whole,
};

struct UntakenStep {
    RowOf from;  // not in the twin either, where the step goes on from an untaken one
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
// `from` is the row that the step leads from. `condition_holds` says whether `where` of the
// reference's [[child]] holds for the two rows; it matters only where there is a limit too.
[[nodiscard]] Advice explain_untaken(const TwinRows& twin, const UntakenStep& step,
                                     const ChainLink& from, bool condition_holds);

}  // namespace subset
