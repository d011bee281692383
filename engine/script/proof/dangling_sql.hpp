// dangling_sql.hpp
//
// The rows for which a reference does not hold, as SQL: of use wherever a twin is looked at, before
// COMMIT and long after it.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/catalog.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace subset {

// Whether the target has the parent's rows: they come, or they are an extension's. Into a schema
// that is left out, no reference may have a value.
[[nodiscard]] bool has_parent_rows(const Catalog& catalog, const Reference& reference);

// A relation for FROM, as SQL means it: a partitioned table's rows are its partitions', an
// inheritance parent's only its own.
[[nodiscard]] std::string render_from_item(const Catalog& catalog, const Relation& relation);

// "FROM child AS c WHERE ...": the rows whose reference is there, no value NULL, and that no parent
// row matches (MATCH SIMPLE). Without the parent's table that is every row whose reference is
// there. A reference by elements gives a row for each element, NULLs left out.
[[nodiscard]] std::string render_dangling_from(const Catalog& catalog, const Reference& reference,
                                               bool parent_in_twin = true);

// The same of a reference by elements, with `place_of_element` beside each: of the child rows in
// `rows`, those that none of `parents` has, which stand behind FROM.
[[nodiscard]] std::string render_dangling_elements(const Catalog& catalog,
                                                   const Reference& reference,
                                                   const std::string& rows,
                                                   const std::vector<std::string>& parents);

// The condition on a row c that it is among them, for a statement that changes the child's rows.
[[nodiscard]] std::string render_dangling_condition(const Catalog& catalog,
                                                    const Reference& reference,
                                                    bool parent_in_twin = true);

// So many keys are shown of a reference that does not hold.
inline constexpr std::size_t most_dangling_keys = 3;

// The distinct keys that those rows refer to, the first of them, a column for each value.
[[nodiscard]] std::string render_dangling_keys(const Catalog& catalog, const Reference& reference);

}  // namespace subset
