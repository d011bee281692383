// parent_keys.hpp
//
// Parent keys say which columns are compared with which, and how. Private to plan/.
//
// Thread-safety: pure functions.
#pragma once

#include "plan/row_plan.hpp"
#include "util/id_vector.hpp"

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
    bool by_parent_row = false;
};

struct Keys {
    IdVector<ParentKeyId, ParentKey> parent_keys;
    IdVector<TableId, std::vector<KeyValue>> values;
    IdVector<ReferenceId, KeysOfReference> references;
    std::vector<std::optional<ParentKeyId>> of_queries;  // by root; only where it has a query
};

// Makes the parent keys that walked references need and that roots with a query need.
// Requires: what the expansion says of tables and references.
[[nodiscard]] Keys make_keys(const RowPlan& plan);

}  // namespace subset
