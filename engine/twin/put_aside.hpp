// put_aside.hpp
//
// With mode = "replace" and rows = "keep", the target's rows are put aside before anything is
// dropped, and put back into the tables that the source's schema makes anew.
//
// Thread-safety: values; the reading function uses its connection from one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/row_plan.hpp"

#include <string>
#include <vector>

namespace subset {

struct AsideRows {
    std::string put_aside;              // SQL, empty where no table keeps rows
    std::string bring_back;             // SQL, for when the new tables are there
    std::vector<QualifiedName> tables;  // the tables that have rows again then
    std::vector<std::string> notes;
};

// Columns are matched by name. A value that does not fit fails when it is brought back, in the same
// transaction that has dropped its table.
//
// Cost: five round trips, none where no table keeps rows.
[[nodiscard]] AsideRows read_aside_rows(pg::CopyChannel& target, const RowPlan& plan);

}  // namespace subset
