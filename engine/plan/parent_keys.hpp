// parent_keys.hpp
//
// Parent keys say which columns are compared with which, and how. Private to plan/.
//
// Thread-safety: pure functions.
#pragma once

#include "plan/row_plan.hpp"

#include <map>
#include <optional>
#include <vector>

namespace subset {

// The members are as in ReferencePlan. They stay empty for a reference by which nothing is looked
// for.
struct KeysOfReference {
    ParentKeyId parent_key{};
    std::map<TableId, Slots> child_slots;
    bool child_indexed = false;
};

struct Keys {
    std::vector<ParentKey> parent_keys;                  // by ParentKeyId
    std::vector<std::vector<KeyValue>> values;           // by TableId
    std::vector<KeysOfReference> references;             // by ReferenceId
    std::vector<std::optional<ParentKeyId>> of_queries;  // by root; only where it has a query
};

// Makes the parent keys that walked references need and that roots with a query need.
// Requires: what the expansion says of tables and references.
[[nodiscard]] Keys make_keys(const RowPlan& plan);

}  // namespace subset
