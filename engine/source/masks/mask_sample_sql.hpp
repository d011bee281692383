// mask_sample_sql.hpp
//
// The SELECT list by which the source says how masks treat some rows, without any raw value in what
// it sends. Private to source/.
//
// Thread-safety: pure.
#pragma once

#include "plan/row_plan.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace subset {

// The fields that come for a masked column, one behind the other.
struct SampledColumn {
    std::uint16_t column = 0;
    // Whose raw values the mask might hold within: columns that are masked. For each of them there
    // is a field, behind these three:
    //  - the hash of the raw value; NULL where there is none, or where mask_when leaves it;
    //  - whether the mask gives back the raw value;
    //  - whether it does so by itself: under another key too, or, where it is made without a key,
    //    because it is made of the value.
    std::vector<std::uint16_t> within;

    static constexpr std::size_t own_fields = 3;
};

// `by_other_values`: whether masks are also evaluated on rows with other values, which the user's
// SQL may not bear.
[[nodiscard]] std::string render_sample_list(const TablePlan& plan, const Table& table,
                                             const std::vector<SampledColumn>& columns,
                                             bool by_other_values);

// The masked columns of the table.
[[nodiscard]] std::vector<SampledColumn> find_sampled_columns(const TablePlan& plan,
                                                              const Table& table);

// Whether the mask is SQL of the user's, and not a preset alone.
[[nodiscard]] bool is_own_sql(const ColumnMask& mask);

}  // namespace subset
