// difference_sql.hpp
//
// The statements by which a difference is written: first the rows that come and the places of those
// that go stand in temporary tables, then rows that have one primary key are paired, then one
// statement deletes, inserts and updates. Private to load/.
//
// In one statement, references are checked at its end: rows that refer to one another in a cycle,
// children of a parent that goes and values that pass from a row that goes to one that comes need
// no order (POSTGRES.md 66).
//
// Thread-safety: pure functions.
#pragma once

#include "script/target_script.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace subset {

// A table of which something differs; `number` tells its rows from those of others.
struct DifferingTable {
    const DifferenceTable* table = nullptr;
    std::size_t number = 0;
    bool comes = false;  // rows that the target does not have
    bool goes = false;   // rows of the target that do not come
};

// The temporary table of the rows that come, as SQL.
[[nodiscard]] std::string name_of_new(std::size_t number);
[[nodiscard]] std::string render_create_new(const DifferenceTable& table, std::size_t number);
[[nodiscard]] std::string render_create_gone();
// COPY ... FROM STDIN, and a line of it.
[[nodiscard]] std::string render_copy_gone();
[[nodiscard]] std::string render_gone_line(std::size_t number, std::uint32_t relation,
                                           std::uint32_t block, std::uint16_t offset);

// Pairs rows that go with rows that come, by what makes them one row; and undoes it, so that a row
// is deleted and inserted instead.
[[nodiscard]] std::string render_pair(const DifferingTable& differing);
[[nodiscard]] std::string render_part(const DifferingTable& differing);

// A query that returns a row where a row goes whose values, by which others refer to it, come again
// in another row: the rule would do something to those others.
[[nodiscard]] std::string render_values_come_again(const DifferingTable& differing,
                                                   const ParentRule& rule);
// A query that returns a row where a row is updated and the values by which others refer to it
// change: the rule would write the others.
[[nodiscard]] std::string render_values_change(const DifferingTable& differing,
                                               const ParentRule& rule);

// The one statement. It returns for each table its number, and how many rows were deleted, inserted
// and updated.
[[nodiscard]] std::string render_difference(const std::vector<DifferingTable>& tables);

}  // namespace subset
