// part_sql.hpp
//
// The statements by which two servers are asked which parts of a table differ. Private to load/.
//
// DESCRIPTION
//   A part is the rows whose key is between two bounds. The bounds are keys that the target has, so
//   that a part has about as many rows as any other; the first and the last part have no end, so
//   every row is in one. Of each part both servers give how many rows it has, and two sums of
//   hashes of their texts, of 64 bits each, by seeds that are drawn for the question: the parts
//   hold the same rows where all three are equal. The order of the rows has no part in that, so
//   nobody sorts.
//
// Thread-safety: pure functions.
#pragma once

#include "script/difference/row_parts.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace subset {

// Part n is the rows from values[n - 1] up to values[n], which is in the next.
struct PartBounds {
    PartKey key;
    std::vector<std::string> values;  // ascending, all different

    [[nodiscard]] std::size_t parts() const noexcept { return values.size() + 1; }
};

struct PartSeeds {
    std::int64_t first = 0;
    std::int64_t second = 0;
};

// A query of keys of the target that are spread over its rows, as texts, in their order: about so
// many, or a few times as many. `name`: the table, quoted; `own_rows`: what stands behind FROM.
[[nodiscard]] std::string render_some_keys(const PartKey& key, const std::string& name,
                                           const std::string& own_rows, std::uint64_t about);

// A query of the number of each part that has rows, how many these are, and the two sums. `rows`: a
// SELECT of the output columns.
[[nodiscard]] std::string render_part_sums(const RowParts& parts, const PartBounds& bounds,
                                           const PartSeeds& seeds, const std::string& rows);

// A condition that the row is in one of these parts, which are ascending. `column`: the key's
// column as SQL. Requires: not differing.empty().
[[nodiscard]] std::string render_in_parts(const PartBounds& bounds,
                                          const std::vector<std::size_t>& differing,
                                          const std::string& column);

}  // namespace subset
