#include "plan/tables/computed_once.hpp"

#include "catalog/column_sql.hpp"
#include "util/replace_all.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

namespace subset {
namespace {

std::size_t find_or_add(std::vector<std::string>& values, const std::string& value) {
    const auto found = std::find(values.begin(), values.end(), value);
    const auto index = static_cast<std::size_t>(found - values.begin());
    if (found == values.end()) {
        values.push_back(value);
    }
    return index;
}

}  // namespace

// One HMAC may stand in several columns: dates that move together take the same.
void take_out_hmacs(TableOutput& output) {
    std::map<std::string_view, std::size_t> places;
    for (const OutputColumn& column : output.columns) {
        if (!column.hmac.empty()) {
            places[column.hmac] += count_places(column.sql, column.hmac);
        }
    }
    for (OutputColumn& column : output.columns) {
        if (column.hmac.empty() || places[column.hmac] < 2) {
            continue;
        }
        const std::size_t index = find_or_add(output.computed_once, column.hmac);
        column.sql_over_computed = replace_all(
            column.sql, column.hmac, fmt::format("{}.{}", row_alias, name_of_computed(index)));
    }
}

}  // namespace subset
