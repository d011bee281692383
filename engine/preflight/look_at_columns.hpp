// look_at_columns.hpp
//
// What the values of a column look like: counted in the source over rows from all over the table,
// never shown.
//
// Thread-safety: uses the reader from one thread.
#pragma once

#include "mask/columns/column_states.hpp"
#include "pg/copy_channel.hpp"
#include "plan/row_plan.hpp"

#include <cstdint>
#include <vector>

namespace subset {

// Each number counts values of one column. A value counts as what the whole of it looks like, but
// for `telling`.
struct ColumnLook {
    std::uint64_t values = 0;     // that are neither NULL nor empty
    std::uint64_t addresses = 0;  // of mail
    std::uint64_t phones = 0;
    std::uint64_t cards = 0;    // numbers of 13 to 19 digits that pass Luhn's check
    std::uint64_t letters = 0;  // characters of all values
    std::uint64_t ibans = 0;
    std::uint64_t secrets = 0;      // random letters and digits, hashes, keys
    std::uint64_t names = 0;        // of people, given name and family name
    std::uint64_t given_names = 0;  // alone
    std::uint64_t ips = 0;          // network addresses
    std::uint64_t uuids = 0;
    std::uint64_t digits = 0;    // numbers, versions, dates: nothing but digits and what parts them
    std::uint64_t distinct = 0;  // different ones
    // These hold an address, an IBAN, a secret or a name somewhere.
    std::uint64_t telling = 0;
};

// Returns a look for each column, in their order. Columns that are no text are not looked at,
// but for a tool's document about the schema.
//
// Throws: what the server says.
// Cost:   a round trip for each table and 50 columns, in which the server reads about 2,000 rows
//         from pages all over it, and all of a table that has no more than three times as many.
[[nodiscard]] std::vector<ColumnLook> look_at_columns(
    const RowPlan& plan, const std::vector<UnclassifiedColumn>& columns, pg::CopyChannel& reader);

}  // namespace subset
