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
#include "twin/put_aside.hpp"

#include <vector>

namespace subset {

// What comes when the rows of the source are in.
struct BehindRows {
    const std::vector<SchemaEntry>& post_data;  // the section of that name, its preamble first
    const AsideRows& aside;
};

// The largest tables come first. Kept rows come last of all rows, as nobody may change them from
// then on; what belongs to their tables follows.
void add_side_by_side(ScriptMaker& maker, const Plan& plan, const Closure& closure,
                      const SchemaSections& sections, const BehindRows& behind);

}  // namespace subset
