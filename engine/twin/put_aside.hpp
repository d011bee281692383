// put_aside.hpp
//
// With mode = "replace" and rows = "keep", the target's rows are put aside into temporary tables
// before anything is dropped, and brought back into the tables that the source's schema makes anew.
// Where the twin is built in another database, the temporary tables are that database's.
//
// Thread-safety: values; the reading function uses its connection from one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/row_plan.hpp"

#include <string>
#include <vector>

namespace subset {

// What is put aside of one table or sequence of the target.
struct AsidePart {
    std::string name;     // of the temporary table
    std::string columns;  // with their types, which every database has
    std::string query;    // of the old rows
};

struct AsideRows {
    std::vector<AsidePart> parts;       // empty where no table keeps rows
    std::string bring_back;             // SQL, for when the new tables are there
    std::vector<QualifiedName> tables;  // the tables that have rows again then
    std::vector<std::string> notes;
};

// Renders SQL that puts all parts aside within one database.
[[nodiscard]] std::string render_put_aside(const AsideRows& aside);

// Columns are matched by name. A value that does not fit fails when it is brought back, in the same
// transaction that has dropped its table.
//
// Cost: five round trips, none where no table keeps rows.
[[nodiscard]] AsideRows read_aside_rows(pg::CopyChannel& target, const RowPlan& plan);

}  // namespace subset
