// row_security.hpp
//
// The policies of a table may hide some of its rows from the role that reads them. A twin is never
// silently thinner: sessions read with row_security = off, under which the server refuses to hide a
// row. They read with it on only where nothing that they read can be hidden.
//
// Thread-safety: pure functions.
#pragma once

#include "plan/row_plan.hpp"
#include "subset/error.hpp"

#include <optional>
#include <string_view>

namespace subset {

// Says "policy own_rows of public.wishes would hide rows from the source's role". `end` says whose
// role it is.
[[nodiscard]] Error make_hidden_error(std::string_view end, const QualifiedName& relation,
                                      const RowSecurity& row_security);

// Returns the error about the first table that rows may come from and that hides some of them, or
// nothing where there is none. Where sees_by_policies() holds, tables that the config's SQL could
// read count too.
[[nodiscard]] std::optional<Error> find_hidden_rows(const RowPlan& plan, const Config& config);

// Whether rows come from a table that the server refuses to read with row_security = off, although
// a policy lets the role see all of it.
[[nodiscard]] bool sees_by_policies(const RowPlan& plan);
[[nodiscard]] bool sees_by_policies(const Catalog& catalog);

// This statement tells a session to read under policies until its transaction ends.
inline constexpr const char* read_under_policies = "SET LOCAL row_security = on";

}  // namespace subset
