// limits.hpp
//
// [limits] rows, bytes and tables, watched while the closure grows. Private to closure/.
#pragma once

#include "closure/brought.hpp"
#include "plan/row_plan.hpp"
#include "util/id_vector.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace subset {

class LimitWatch {
public:
    // Both must outlive this.
    LimitWatch(const Catalog& catalog, const Limits& limits);

    // Throws: limit, naming the references that brought the most.
    void check(std::uint64_t rows, std::uint64_t bytes, const Brought& brought = {}) const;
    // The same for the rows of one table, by the references that bring rows into it.
    void check_table(TableId table, std::uint64_t rows, const Brought& brought = {}) const;

private:
    // Names the references that brought the most: those of the table, or all of them.
    [[noreturn]] void fail(const std::string& what, const Place& place,
                           std::optional<TableId> table, const Brought& brought) const;

    const Catalog& catalog_;
    const Limits& limits_;
    IdVector<TableId, const TableLimit*> of_tables_;  // null: no limit
};

}  // namespace subset
