// root_shares.hpp
//
// How many of each root's rows are taken, where all roots give the same part of theirs (DESIGN.md,
// rule 6). Private to closure/.
//
// IMPLEMENTATION
//   Of a root with n rows, row k (from 0) is among the first ceil(f * n) where f > k / n. All rows
//   with the same k / n come together: they are one step. A walk along the steps meets every twin
//   that some f gives.
//
// Thread-safety: values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace subset {

class RootShares {
public:
    // `rows`: how many each root has.
    explicit RootShares(std::vector<std::uint64_t> rows)
        : rows_{std::move(rows)}, taken_(rows_.size()) {}

    [[nodiscard]] const std::vector<std::uint64_t>& taken() const noexcept { return taken_; }
    [[nodiscard]] bool all() const noexcept { return taken_ == rows_; }
    // The parts that are taken so many steps later; of less steps where no more are left.
    [[nodiscard]] RootShares after(std::uint64_t steps) const;
    // The largest fraction that takes no more: 1 where all are taken.
    [[nodiscard]] double fraction() const;
    // About how many steps a fraction of all is.
    [[nodiscard]] std::uint64_t steps_of(double fraction) const;

private:
    // The root whose next row comes first.
    [[nodiscard]] std::size_t next() const;

    std::vector<std::uint64_t> rows_;
    std::vector<std::uint64_t> taken_;
};

}  // namespace subset
