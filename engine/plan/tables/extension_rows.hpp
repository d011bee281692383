// extension_rows.hpp
//
// Which of the extensions' configuration comes along (pg_extension.extconfig), and what is told of
// the rest. Private to plan/.
//
// Thread-safety: pure.
#pragma once

#include "plan/plan.hpp"

#include <cstddef>
#include <vector>

namespace subset {

// Indexes of Catalog::extension_relations. What an entry of the config says of an extension's table
// without need is a fault.
[[nodiscard]] std::vector<std::size_t> choose_extension_rows(const Config& config,
                                                             const Catalog& catalog,
                                                             Findings& findings);

// Whether the entry names an extension's table, by its very name.
[[nodiscard]] bool names_extension_table(const TableRule& rule, const Catalog& catalog);

}  // namespace subset
