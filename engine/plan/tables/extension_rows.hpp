// extension_rows.hpp
//
// Which of the extensions' configuration comes along (pg_extension.extconfig), and what is told of
// the rest. Private to plan/.
//
// Thread-safety: pure.
#pragma once

#include "plan/plan.hpp"

namespace subset {

// Fills Plan::extension_rows; what an entry of the config says of an extension's table without need
// is a fault.
void add_extension_rows(Plan& plan);

// Whether the entry names an extension's table, by its very name.
[[nodiscard]] bool names_extension_table(const TableRule& rule, const Catalog& catalog);

}  // namespace subset
