// text_table.hpp
//
// Renders a table for a terminal of a given width.
//
// Thread-safety: a pure function.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace subset::report {

struct TextColumn {
    std::string header;
    bool is_name =
        false;  // left-aligned, and shortened where room is short; the others are right-aligned
};

// Renders a table with a header. `total`, where it is not empty, becomes a last row below a line.
// Where the names would have less than 12 columns each, columns that are not names are left out,
// from the right.
//
// Requires: every row has a cell for each column; the first column is a name.
[[nodiscard]] std::string render_table(std::vector<TextColumn> columns,
                                       std::vector<std::vector<std::string>> rows,
                                       std::vector<std::string> total, std::size_t width);

}  // namespace subset::report
