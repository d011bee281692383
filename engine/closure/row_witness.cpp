#include "closure/row_witness.hpp"

#include "rows/hashing.hpp"

namespace subset {
namespace {

constexpr std::size_t most_witnessed_rows = 65'536;

}  // namespace

std::uint64_t RowWitness::hash_row(const SourceRow& row) const {
    std::uint64_t hash = whole_ ? hash_of(row.tuple) : 0;
    for (const KeyPart& key : row.keys) {
        hash = hash_of(hash ^ (key ? hash_of(*key) : 1));
    }
    return hash;
}

void RowWitness::remember(const SourceRow& row) {
    if (hashes_.size() < most_witnessed_rows) {
        hashes_.emplace(static_cast<std::uint64_t>(row.id), hash_row(row));
    }
}

bool RowWitness::is_same(const SourceRow& row) const {
    const auto found = hashes_.find(static_cast<std::uint64_t>(row.id));
    return found == hashes_.end() || found->second == hash_row(row);
}

}  // namespace subset
