// fit_plan.hpp
//
// The plan held against what the target can have: with mode = "keep" its own schema, by the names
// of tables and columns; otherwise the source's, without columns that need what the target has not,
// and with rows in a form that its version takes.
//
// Thread-safety: pure.
#pragma once

#include "catalog/obstacles.hpp"
#include "closure/closure.hpp"
#include "plan/plan.hpp"
#include "plan/tables/output.hpp"
#include "twin/schema/kept_schema.hpp"

#include <cstdint>
#include <string_view>

namespace subset {

// Whose the schema is that stands in the target.
enum class StandingSchema : std::uint8_t {
    own,    // the target's: its partitions may be others than the source's
    source  // made from the source's, which has not changed
};

// What a target whose schema stands takes of the plan; where a type differs, the rows travel as
// text. What is left out is added to the warnings of `kept`.
//
// Throws: target_schema, where the target wants a value that the source does not have.
[[nodiscard]] TargetFit fit_kept(const RowPlan& plan, KeptSchema& kept,
                                 StandingSchema schema = StandingSchema::own);

// What a twin without the columns among these takes of the plan; references that are made of them
// are not in it. Rows whose binary form a server of that version does not take from another
// database go as text.
[[nodiscard]] TargetFit fit_replaced(const Catalog& catalog,
                                     const std::vector<ObstructedObject>& obstructed,
                                     int server_version_num);

// Throws: not_whole, where rows of the closure dangle by rule: in a table that is there with its
//         constraints they cannot be. `loads` says for the message what goes into it.
void check_dangling(const Plan& plan, const Closure& closure,
                    std::string_view loads = "mode = \"keep\"");

}  // namespace subset
