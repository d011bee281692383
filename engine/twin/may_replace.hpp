// may_replace.hpp
//
// Decides whether the target may be replaced. Only what this run would drop or empty is looked at.
// Where the two ends may be swapped, so that the target may be production, no line to paste is
// printed. It comes first in a run.
//
// Thread-safety: the functions use their connections from one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "subset/config.hpp"
#include "twin/source_end.hpp"
#include "twin/target_state.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace subset {

// These are the things that would go, for people to read.
struct TargetContents {
    std::uint64_t tables = 0;
    std::string largest_tables;  // "public.users (12 MB), public.orders", a few
    std::uint64_t others = 0;    // views, sequences, functions, types ...
    std::string other_names;     // "function public.greet(), type public.stage", a few

    [[nodiscard]] bool empty() const noexcept { return tables == 0 && others == 0; }
    [[nodiscard]] std::string text() const;
};

// Reads what a replace would drop in these schemas.
// Cost: one round trip.
[[nodiscard]] TargetContents read_contents(pg::CopyChannel& target,
                                           const std::vector<std::string>& schemas);

struct TargetSide {
    pg::CopyChannel& channel;
    const TargetState& state;
};
struct SourceSide {
    pg::CopyChannel& channel;
    const SourceEnd& end;
};

// Whether the target has nothing in the schemas that the source fills.
// Cost: one round trip.
[[nodiscard]] bool is_empty_for(pg::CopyChannel& target, const SourceEnd& source);

// Throws: refused, where rows would come beside those of a target that no refresh has made, and
//         where the source was itself made from the target; never where `force` names the target.
// Cost:   none where the target is a twin; otherwise up to six round trips.
void check_may_add(const TargetSide& target, const SourceSide& source, const TargetConfig& config);

// Throws: refused, where something would be lost that no refresh has made, and where the source
//         was itself made from the target; never where `force` names the target.
// Cost:   none where the target is a twin of the schemas in scope; otherwise up to six round
//         trips.
void check_may_replace(const TargetSide& target, const SourceSide& source,
                       const TargetConfig& config);

}  // namespace subset
