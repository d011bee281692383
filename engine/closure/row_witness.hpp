// row_witness.hpp
//
// Whether a row id that comes again is the same row: where a server has several rows of one id,
// rows would be taken for others and left out. Private to closure/.
//
// Remembers a hash of the first 65,536 rows of a table, about 2 MB: where ids are not unique, they
// repeat all over the table.
//
// Thread-safety: one thread.
#pragma once

#include "rows/row_source.hpp"

#include <cstdint>
#include <unordered_map>

namespace subset {

class RowWitness {
public:
    // `whole`: the row's columns are the same each time that it is read, and not only its keys.
    explicit RowWitness(bool whole) : whole_{whole} {}

    void remember(const SourceRow& row);
    // Whether it may be the row that was remembered.
    [[nodiscard]] bool is_same(const SourceRow& row) const;

private:
    [[nodiscard]] std::uint64_t hash_row(const SourceRow& row) const;

    bool whole_;
    std::unordered_map<std::uint64_t, std::uint64_t> hashes_;  // by row id
};

}  // namespace subset
