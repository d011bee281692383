// config_places.hpp
//
// These functions name, for people, the entry of the config that says something: "[[child]]
// (twin.toml:20)".
//
// Thread-safety: pure functions.
#pragma once

#include "plan/row_plan.hpp"

#include <string>

namespace subset {

// Renders "twin.toml:20": the file without its folders. The text is empty where there is no file.
[[nodiscard]] std::string render_line(const Place& place);
// Renders "[[root]] (twin.toml:6)".
[[nodiscard]] std::string name_root(const RootPlan& root);
// Names the entry that decides which rows of the table come. Where the table's schema is left out,
// it names the entry that leaves it out.
[[nodiscard]] std::string name_rows_rule(const RowPlan& plan, TableId table);
[[nodiscard]] std::string name_child_rule(const ReferencePlan& reference);
[[nodiscard]] std::string name_cut(const RowPlan& plan, const ReferencePlan& reference);

// Says by which entries of the config a step along the reference is taken: "[[child]]
// (twin.toml:20), limit = 20". The text is empty where the config says nothing of it.
[[nodiscard]] std::string describe_step(const RowPlan& plan, const ReferencePlan& reference,
                                        bool down);
// Returns what [[child]] says, even where no parent row can come.
[[nodiscard]] Follow configured_follow(const ReferencePlan& reference);
// Names a table as the config does: "orders", "billing.invoices".
[[nodiscard]] std::string config_name(const QualifiedName& name);
// Renders a [[child]] entry with follow = "always", as one would write it in one line.
[[nodiscard]] std::string suggest_always(const Catalog& catalog, ReferenceId reference);

// Names the tables that inherit from the table: "readings_q1, archive.readings". The text is empty
// where there is none.
[[nodiscard]] std::string name_heirs(const Catalog& catalog, TableId table);

}  // namespace subset
