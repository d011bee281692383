// column_groups.hpp
//
// References make columns hold the same values: a column, the columns that reference it, the
// columns that reference these. ColumnGroups finds these groups.
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
    // Takes declared references, and written ones by columns; an expression is no column.
    // The columns `apart` reference nothing in the twin: they are NULL where they would.
    explicit ColumnGroups(const Catalog& catalog, const std::set<ColumnOf>& apart = {});

    [[nodiscard]] std::size_t group_of(ColumnOf column) const;
    // Returns at least the column itself, in the order of tables and columns.
    [[nodiscard]] std::vector<ColumnOf> members(std::size_t group) const;
    // Whether the column references no other column, or only columns that reference it in turn.
    [[nodiscard]] bool is_head(ColumnOf column) const;
    // Returns a column of the group for which is_head() holds.
    [[nodiscard]] ColumnOf head_of(ColumnOf column) const;
    // Returns the columns that it references, directly or through others, but not itself.
    [[nodiscard]] std::vector<ColumnOf> ancestors(ColumnOf column) const;
    // Returns those of them that it references in every row in which it is not NULL: by references
    // without `when`, whose other columns are NOT NULL. All that it holds is a value of theirs.
    [[nodiscard]] std::vector<ColumnOf> ancestors_of_all_rows(ColumnOf column) const;

private:
    using Beside = std::map<ColumnOf, std::set<ColumnOf>>;
    using Parents = std::multimap<ColumnOf, ColumnOf>;

    void add_pair(ColumnOf child, ColumnOf parent, Beside& beside);
    [[nodiscard]] static std::vector<ColumnOf> climb(const Parents& parents, ColumnOf column);
    [[nodiscard]] bool reaches(ColumnOf from, ColumnOf to) const;

    Parents parents_;
    Parents parents_of_all_rows_;
    std::map<ColumnOf, std::size_t> groups_;  // of columns that are part of a reference
    std::vector<std::vector<ColumnOf>> members_;
};

}  // namespace subset
