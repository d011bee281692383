// landscape.hpp
//
// The landscape is the source as somebody sees it who is about to write a config: how large its
// tables are, which of them cannot come into a twin, which are logs, and what is reached from
// where. `init` guesses with it.
//
// Thread-safety: const members from any thread.
#pragma once

#include "catalog/catalog.hpp"
#include "graph/reference_graph.hpp"
#include "source/table_sizes.hpp"
#include "util/id_vector.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace subset {

// Standing says whether the rows of a table come, and if not, why.
enum class Standing : std::uint8_t {
    comes,
    out_of_scope,
    policy,             // a row-security policy would hide some from the source's role
    foreign_partition,  // some are on another server
    period,             // it has a reference by a period, which cannot be followed
    through_parent,     // it needs rows of a table that does not come
    transient,          // a tool keeps there what is meant for the next minutes
    log,                // large, nothing needs it, and its name says that it grows for ever
};

class Landscape {
public:
    // The catalog and the graph must outlive the landscape.
    Landscape(const Catalog& catalog, const ReferenceGraph& graph,
              IdVector<TableId, TableSize> sizes);

    [[nodiscard]] const Catalog& catalog() const noexcept { return catalog_; }
    [[nodiscard]] const ReferenceGraph& graph() const noexcept { return graph_; }
    [[nodiscard]] const TableSize& size(TableId table) const { return sizes_[table]; }
    [[nodiscard]] std::uint64_t rows(TableId table) const { return size(table).rows; }
    [[nodiscard]] Standing standing(TableId table) const { return standings_[table]; }
    [[nodiscard]] bool comes(TableId table) const { return standing(table) == Standing::comes; }
    // Returns the table and those tables that inherit from it and come: the table's name means them
    // all.
    [[nodiscard]] std::vector<TableId> tree(TableId table) const;
    [[nodiscard]] TableSize size_of_tree(TableId table) const;
    [[nodiscard]] std::uint64_t rows_of_tree(TableId table) const {
        return size_of_tree(table).rows;
    }
    // Whether the table inherits from a table that comes.
    [[nodiscard]] bool is_heir(TableId table) const;
    [[nodiscard]] std::uint64_t total_rows() const noexcept { return total_.rows; }

    // Says what is reached down from the table: the table itself and what inherits
    // from it, what their rows bring as children, the children's children, and so on.
    [[nodiscard]] IdVector<TableId, bool> reached_down(TableId table) const;
    // Adds to these tables all that any of them needs.
    [[nodiscard]] IdVector<TableId, bool> with_parents(IdVector<TableId, bool> tables) const;
    // Returns how many child rows a parent row has on average.
    [[nodiscard]] double fan_out(const Reference& reference) const;
    [[nodiscard]] bool has_name_of_log(TableId table) const;
    // Whether another table references this one.
    [[nodiscard]] bool is_referenced(TableId table) const;

private:
    [[nodiscard]] bool is_large_log(TableId table) const;
    void add_through_parents();

    const Catalog& catalog_;
    const ReferenceGraph& graph_;
    IdVector<TableId, TableSize> sizes_;
    TableSize total_;
    IdVector<TableId, Standing> standings_;
};

}  // namespace subset
