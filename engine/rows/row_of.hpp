// row_of.hpp
//
// A row of the source by table and id.
//
// Thread-safety: values.
#pragma once

#include "rows/row_set.hpp"
#include "util/identifier.hpp"

#include <compare>

namespace subset {

struct RowOf {
    TableId table{};
    RowId row{};
    friend auto operator<=>(const RowOf&, const RowOf&) = default;
};

}  // namespace subset
