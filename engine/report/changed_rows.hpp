// changed_rows.hpp
//
// Finds the tables whose number of rows is not the one that they had when the twin was made.
//
// Thread-safety: pure functions.
#pragma once

#include "subset/verification.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace subset::report {

struct ChangedRows {
    std::string table;
    std::optional<std::uint64_t> now;   // absent: the table is gone
    std::optional<std::uint64_t> then;  // absent: the stamp does not list the table

    // Renders "public.users: 93 rows, 92 when it was made".
    [[nodiscard]] std::string line() const;
};

// Returns them by name; there is none where there is no stamp.
[[nodiscard]] std::vector<ChangedRows> find_changed_rows(const Verification& verification);

}  // namespace subset::report
