// kept_rows.hpp
//
// rows = "keep": what becomes of the references between rows that the target keeps and those that
// come anew.
//
// Thread-safety: pure functions.
#pragma once

#include "plan/plan.hpp"
#include "script/script_maker.hpp"
#include "twin/put_aside.hpp"

#include <set>
#include <vector>

namespace subset {

// Whether the reference has rows that the target keeps at one of its ends.
[[nodiscard]] bool touches_kept_rows(const Plan& plan, const Reference& reference);

// Whether its kept rows may refer to nothing: no constraint vouches for them, and the config does
// not ask for it.
[[nodiscard]] bool may_dangle_by_kept_rows(const Plan& plan, TargetMode mode,
                                           const Reference& reference);

// Of columns of tables that keep their rows: they go on where the target's are.
[[nodiscard]] std::vector<Oid> find_kept_sequences(const RowPlan& plan);

// Steps for when all rows are there and their constraints do not hold yet: what the config says of
// rows that dangle is done and told, and what must hold is checked.
void add_kept_rows(ScriptMaker& maker, const Plan& plan, TargetMode mode);

// With mode = "replace": a step that brings the rows back, then those of add_kept_rows().
// `from_beside`: they come from the database that the new one will replace.
void add_aside_rows(ScriptMaker& maker, const Plan& plan, const AsideRows& aside, bool from_beside);

// The tables that may change when kept rows come: those that have them, and those that refer to
// such a table or are referred to by it.
[[nodiscard]] std::set<Oid> find_tables_beside_kept_rows(const Plan& plan);

}  // namespace subset
