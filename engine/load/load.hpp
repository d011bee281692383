// load.hpp
//
// What carrying out the target script came to. The seventh stage: target script -> *load* ->
// report. The executors are in engine/load/; the transaction has one owner, the executor.
//
// Thread-safety: values.
#pragma once

#include "catalog/catalog.hpp"
#include "util/id_vector.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace subset {

// What the target had of the rows that came beside its own.
struct RowsThere {
    std::uint64_t there = 0;
    std::uint64_t differ = 0;   // of those
    std::uint64_t updated = 0;  // of those that differ
};

// RowsWritten counts what was written of a table by difference.
struct RowsWritten {
    std::uint64_t inserted = 0;
    std::uint64_t updated = 0;
    std::uint64_t deleted = 0;

    [[nodiscard]] bool any() const noexcept { return inserted + updated + deleted > 0; }
};

// PartsCompared says which parts of a table differed, of which both servers were asked before any
// row was read.
struct PartsCompared {
    std::uint64_t parts = 0;
    std::uint64_t differ = 0;
    std::uint64_t rows = 0;  // of the table in the source
};

struct TableLoad {
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;  // sent
    double seconds = 0;
    std::optional<RowsThere> beside = {};     // with mode = "add"
    std::optional<RowsWritten> written = {};  // by difference
    std::optional<PartsCompared> parts = {};  // only those that differ were read
    std::string read_whole = {};              // why there are none, where that is told
};

struct LoadResult {
    IdVector<TableId, TableLoad> tables;
    std::uint64_t queries = 0;
    std::optional<std::uint64_t> disk_bytes;  // of the twin, where it is to fit
    double schema_seconds = 0;                // drop and pre-data
    double load_seconds = 0;                  // rows
    double finish_seconds = 0;  // indexes, constraints, sequences, views, proof, COMMIT
};

}  // namespace subset
