// config_limits.hpp
//
// [limits] says how large a twin may be, and how much memory its rows may take on their way.
//
// Thread-safety: values.
#pragma once

#include "subset/config_text.hpp"
#include "subset/error.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace subset {

// One entry of [limits] tables: the twin may hold no more rows of the table than that.
struct TableLimit {
    TableName table;
    std::uint64_t rows = 0;
};

struct Limits {
    std::optional<std::uint64_t> rows;
    std::optional<std::uint64_t> bytes;
    std::vector<TableLimit> tables = {};
    // The twin is the largest one that takes no more bytes on the target's disk: of each root only
    // the first rows come.
    std::optional<std::uint64_t> fit;
    // The row store keeps so much in memory before it writes to a file.
    std::uint64_t memory_bytes = std::uint64_t{256} << 20;
    Place rows_place = {};
    Place bytes_place = {};
    Place fit_place = {};
};

}  // namespace subset
