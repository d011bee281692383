// root_plans.hpp
//
// Holds the roots against the catalog.
#pragma once

#include "plan/plan.hpp"
#include "util/id_vector.hpp"

#include <string_view>
#include <vector>

namespace subset {

// The title of a root that is a case of a twin begins like this: what it names may be gone from the
// source, and brings nothing then.
inline constexpr std::string_view kept_case_title = "the case ";
[[nodiscard]] inline bool may_be_gone(const RootConfig& root) {
    return root.title.starts_with(kept_case_title);
}

// Makes one RootPlan for each [[root]], in the config's order, or for each table that its glob
// means; a faulty one has no relation (oid 0). Tells which tables a glob means.
[[nodiscard]] std::vector<RootPlan> make_root_plans(const Config& config, const Catalog& catalog,
                                                    const IdVector<TableId, RowsRule>& rules,
                                                    Findings& findings);

}  // namespace subset
