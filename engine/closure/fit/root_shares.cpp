#include "closure/fit/root_shares.hpp"

#include <algorithm>

namespace subset {

// Fractions are compared by their products. These are exact for tables of up to 2^32 rows.
std::size_t RootShares::next() const {
    std::size_t first = rows_.size();
    for (std::size_t root = 0; root < rows_.size(); ++root) {
        if (taken_[root] == rows_[root]) {
            continue;
        }
        if (first == rows_.size() || taken_[root] * rows_[first] < taken_[first] * rows_[root]) {
            first = root;
        }
    }
    return first;
}

RootShares RootShares::after(std::uint64_t steps) const {
    RootShares later = *this;
    for (; steps > 0 && !later.all(); --steps) {
        const std::size_t first = later.next();
        const std::uint64_t taken = later.taken_[first];
        const std::uint64_t rows = rows_[first];
        for (std::size_t root = 0; root < rows_.size(); ++root) {
            if (later.taken_[root] < rows_[root] &&
                later.taken_[root] * rows == taken * rows_[root]) {
                ++later.taken_[root];
            }
        }
    }
    return later;
}

double RootShares::fraction() const {
    const std::size_t first = next();
    return first == rows_.size()
               ? 1
               : static_cast<double>(taken_[first]) / static_cast<double>(rows_[first]);
}

std::uint64_t RootShares::steps_of(double fraction) const {
    const std::uint64_t most = rows_.empty() ? 0 : *std::max_element(rows_.begin(), rows_.end());
    return std::max<std::uint64_t>(
        1, static_cast<std::uint64_t>(fraction * static_cast<double>(most)));
}

}  // namespace subset
