// column_groups.hpp
//
// Columns that hold the same values because references say so: a column, those that reference it,
// those that reference these.
//
// Thread-safety: const members from any thread.
#pragma once

#include "catalog/catalog.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace subset {

struct ColumnOf {
    TableId table{};
    std::uint16_t column = 0;
    friend auto operator<=>(const ColumnOf&, const ColumnOf&) = default;
};

class ColumnGroups {
public:
    // Declared references and those written by columns; an expression is no column.
    explicit ColumnGroups(const Catalog& catalog);

    [[nodiscard]] std::size_t group_of(ColumnOf column) const;
    // At least the column itself, in the order of tables and columns.
    [[nodiscard]] std::vector<ColumnOf> members(std::size_t group) const;
    // Whether it references no column but itself, or only such as reference it in turn.
    [[nodiscard]] bool is_head(ColumnOf column) const;
    // A column of the group that is one.
    [[nodiscard]] ColumnOf head_of(ColumnOf column) const;

private:
    using Beside = std::map<ColumnOf, std::set<ColumnOf>>;

    void add_pair(ColumnOf child, ColumnOf parent, Beside& beside);
    [[nodiscard]] bool reaches(ColumnOf from, ColumnOf to) const;

    std::multimap<ColumnOf, ColumnOf> parents_;
    std::map<ColumnOf, std::size_t> groups_;  // of columns that are part of a reference
    std::vector<std::vector<ColumnOf>> members_;
};

}  // namespace subset
