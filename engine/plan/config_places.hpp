// config_places.hpp
//
// Which entry of the config says something, named for people: "[[child]] (twin.toml:20)".
//
// Thread-safety: pure functions.
#pragma once

#include "plan/row_plan.hpp"

#include <string>

namespace subset {

// "twin.toml:20", the file without its folders; empty where there is none.
[[nodiscard]] std::string render_line(const Place& place);
// "[[root]] (twin.toml:6)".
[[nodiscard]] std::string name_root(const RootPlan& root);
// The entry that says so; where the table's schema is left out, that.
[[nodiscard]] std::string name_rows_rule(const RowPlan& plan, TableId table);
[[nodiscard]] std::string name_child_rule(const ReferencePlan& reference);
[[nodiscard]] std::string name_cut(const RowPlan& plan, const ReferencePlan& reference);

// How the config has it that a step along the reference is taken: "[[child]] (twin.toml:20), limit
// 20"; empty where nothing is said of it.
[[nodiscard]] std::string describe_step(const RowPlan& plan, const ReferencePlan& reference,
                                        bool down);
// What [[child]] says, whatever parent rows can come.
[[nodiscard]] Follow configured_follow(const ReferencePlan& reference);
// A table as the config names it: "orders", "billing.invoices".
[[nodiscard]] std::string config_name(const QualifiedName& name);
// A [[child]] entry with follow = "always", as one would write it in a line.
[[nodiscard]] std::string suggest_always(const Catalog& catalog, ReferenceId reference);

// The tables that inherit from one, "readings_q1, archive.readings"; empty where there is none.
[[nodiscard]] std::string name_heirs(const Catalog& catalog, TableId table);

}  // namespace subset
