// extension_rows.hpp
//
// Decides which of the extensions' configuration comes along (pg_extension.extconfig), and what is
// told of the rest. Private to plan/.
//
// Thread-safety: pure.
#pragma once

#include "plan/plan.hpp"

#include <cstddef>
#include <vector>

namespace subset {

// Returns indexes of Catalog::extension_relations. An entry of the config that says something of an
// extension's table without need is a fault.
[[nodiscard]] std::vector<std::size_t> choose_extension_rows(const Config& config,
                                                             const Catalog& catalog,
                                                             Findings& findings);

// Whether the entry names an extension's table exactly, without a glob.
[[nodiscard]] bool names_extension_table(const TableRule& rule, const Catalog& catalog);

}  // namespace subset
