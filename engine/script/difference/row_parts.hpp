// row_parts.hpp
//
// What it takes to ask two servers which parts of a table differ, before any row is read: a column
// of the primary key, by ranges of which the table is divided, and the text of a row, of which each
// server makes hashes (load/difference/part_sql.hpp). Part of the target script.
//
// DESCRIPTION
//   The text is made of the output columns: at the source with their masks, at the target of what
//   it holds. Two rows have one text only where COPY would send the same of them. What is not sure
//   of that, such as a type whose text depends on the server, is a reason to read the whole table:
//   then equal hashes would not mean equal rows. The reverse is only a matter of cost.
//
// Thread-safety: values and pure functions.
#pragma once

#include "plan/plan.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace subset {

// PartKey is a column of the primary key by which a table can be divided.
struct PartKey {
    std::size_t field = 0;  // its place in the output
    std::string type;       // of the values that part one range from the next
    bool by_bytes = false;  // its values are texts, and ordered by their bytes
    std::string there;      // the column as SQL: of the row o that the target has
    std::string comes;      // and of the row c of the source
};

struct RowParts {
    std::vector<PartKey> keys;  // in the order of the primary key; there is one at least
    std::string fields;         // the names of the output columns in a row r, as SQL: "f0, f1"
    std::string text;           // the text of a row r, as SQL
    std::string there;          // SELECT of the output columns of the rows o that the target has
    std::uint64_t wanted = 0;   // about so many parts
};

// Either the parts, or why there are none, for a sentence: "it has no primary key". Of a table of
// which there is nothing to tell, since it is small, the reason is empty.
struct RowPartsOrReason {
    std::optional<RowParts> parts;
    std::string reason;
};

// Requires: the table streams. `own_rows`: what stands behind FROM in the target; `rows`: how many
//           come.
[[nodiscard]] RowPartsOrReason make_row_parts(const Plan& plan, TableId table,
                                              const std::string& own_rows, std::uint64_t rows);

}  // namespace subset
