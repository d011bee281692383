// side_by_side.hpp
//
// The steps of a twin that several connections build: the rows of each table, its indexes as soon
// as those are in, and each reference as soon as both ends are. Private to script/.
//
// Thread-safety: pure.
#pragma once

#include "closure/closure.hpp"
#include "dump/schema_sections.hpp"
#include "plan/plan.hpp"
#include "script/script_maker.hpp"

#include <vector>

namespace subset {

// `post_data` is the section of that name, its preamble first. The largest tables come first.
void add_side_by_side(ScriptMaker& maker, const Plan& plan, const Closure& closure,
                      const SchemaSections& sections, const std::vector<SchemaEntry>& post_data);

}  // namespace subset
