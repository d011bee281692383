// audit_columns.hpp
//
// Looks at each column for the privacy audit: what kind of thing it holds, and what some masked
// values look like. No raw value leaves the source.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/row_plan.hpp"
#include "subset/privacy_audit.hpp"

#include <vector>

namespace subset {

// The columns are those of the tables that the twin has, in the order of tables and columns.
//
// Throws: what the server says.
// Cost:   a round trip for each table that has masks and rows.
[[nodiscard]] std::vector<AuditedColumn> audit_columns(const RowPlan& plan,
                                                       pg::CopyChannel& reader);

}  // namespace subset
