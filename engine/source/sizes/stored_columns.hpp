// stored_columns.hpp
//
// How the columns of tables are stored, and the SQL that measures a row. Private to source/sizes/.
//
// Thread-safety: uses the reader from one thread; the rest is pure.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/plan.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace subset {

// One column as pg_attribute and pg_stats have it.
struct StoredColumn {
    std::string name;
    int length = 0;     // pg_attribute.attlen: -1 where the value says itself how long it is
    int alignment = 1;  // in bytes
    bool not_null = false;
    bool readable = true;
    double width = 0;  // on average, where it is not NULL
    double null_part = 0;
    double distinct = 0;  // pg_stats.n_distinct
    bool analysed = false;

    [[nodiscard]] bool varies() const noexcept { return length < 0; }
    [[nodiscard]] double average_bytes() const noexcept {
        return (varies() ? width : static_cast<double>(length)) * (1 - null_part);
    }
};

// By attnum. Virtual columns and dropped ones are not among them.
using StoredColumns = std::map<std::int16_t, StoredColumn>;

// Cost: two round trips.
[[nodiscard]] IdVector<TableId, StoredColumns> read_stored_columns(const Catalog& catalog,
                                                                   pg::CopyChannel& reader);

// SQL over the row c of the bytes that a value takes, by the column's name; a mask's values are
// measured on some rows.
using MaskedSizes = std::map<std::string, std::string>;

// Cost: a round trip where the table has masks.
[[nodiscard]] MaskedSizes read_masked_sizes(const Plan& plan, TableId table,
                                            const StoredColumns& columns, pg::CopyChannel& reader);

struct RowSizeSql {
    std::string size;         // of the row with its header
    std::string largest;      // of its largest value; empty where none varies
    std::uint64_t least = 0;  // of a row all of whose large values are elsewhere
};

[[nodiscard]] RowSizeSql render_row_size(const StoredColumns& columns, const MaskedSizes& masked);
// The bytes that all rows have in common: header, columns of fixed length, what aligns them.
[[nodiscard]] double average_row_bytes(const StoredColumns& columns);

}  // namespace subset
