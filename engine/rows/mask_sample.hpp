// mask_sample.hpp
//
// What the proof holds masked columns of the twin against.
//
// Thread-safety: values.
#pragma once

#include "rows/row_set.hpp"
#include "util/identifier.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace subset {

// Some rows of a table that has masks, to say what its columns must not hold in the twin. The raw
// values are here as hashes with the run's secret. Neither the hashes nor the secret may leave this
// process.
struct MaskSample {
    struct Row {
        std::vector<std::string> key;  // the primary key as it is in the twin; empty: there is none
        // by `columns`; absent where there is no value, where the config leaves it as it is, or
        // where its masked form happens to equal it
        std::vector<std::optional<std::string>> hashes;
    };
    TableId table{};
    std::string secret;
    std::vector<std::uint16_t> columns;
    std::vector<Row> rows;
};

// What to look at of a table: these rows, ascending; of one that streams, any.
struct RowsToLookAt {
    bool any = false;  // rows come into the table at all
    std::vector<RowId> rows;
};
inline constexpr std::size_t rows_in_mask_sample = 100;

}  // namespace subset
