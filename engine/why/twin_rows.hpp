// twin_rows.hpp
//
// TwinRows knows rows of the source by table and id, and what a closure makes of them: in the twin
// or not, chosen or required. Private to why/.
//
// Thread-safety: const members from any thread.
#pragma once

#include "closure/closure.hpp"
#include "rows/row_of.hpp"
#include "why/edge_log.hpp"

#include <algorithm>

namespace subset {

class TwinRows {
public:
    // The plan, the closure and the log must outlive this.
    // Requires: log.finish() was called.
    TwinRows(const RowPlan& plan, const Closure& closure, const EdgeLog& log)
        : plan_{plan}, closure_{closure}, log_{log} {}

    // Requires: the row exists in the source.
    [[nodiscard]] bool has(const RowOf& row) const {
        return plan_.table(row.table).streamable ||
               (closure_.rows[row.table].contains(row.row) && !dropped(row));
    }
    [[nodiscard]] bool dropped(const RowOf& row) const {
        return closure_.patches[row.table].dropped.contains(row.row);
    }
    [[nodiscard]] bool chosen(const RowOf& row) const {
        const std::span<const RowId> rows = log_.rows(row.table, true);
        return std::binary_search(rows.begin(), rows.end(), row.row);
    }
    [[nodiscard]] bool named(std::uint32_t root, const RowOf& row) const {
        const std::span<const RowId> rows = log_.named(root);
        return plan_.roots[root].names(row.table) &&
               std::binary_search(rows.begin(), rows.end(), row.row);
    }

    // Returns the row of a relation, which may be a tree, with its table.
    [[nodiscard]] RowOf row_of(const Relation& relation, RowId row) const {
        return {plan_.catalog.table_with(relation, leaf_of(row)), row};
    }
    [[nodiscard]] const RowPlan& plan() const noexcept { return plan_; }
    [[nodiscard]] const Closure& closure() const noexcept { return closure_; }
    [[nodiscard]] const EdgeLog& log() const noexcept { return log_; }

private:
    const RowPlan& plan_;
    const Closure& closure_;
    const EdgeLog& log_;
};

}  // namespace subset
