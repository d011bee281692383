// remembered_walk.hpp
//
// Walks a closure over rows in memory and keeps all that `why` remembers of it. Rows are named by
// their table and first column.
#pragma once

#include "support/closure_walk.hpp"
#include "why/edge_log.hpp"
#include "why/twin_rows.hpp"

#include <stdexcept>
#include <string>

namespace subset::testing_support {

class RememberedWalk {
public:
    // The walk must outlive this.
    explicit RememberedWalk(Walk& walk)
        : walk_{walk}, log_{walk.plan()}, closure_{walk.closure(nullptr, &log_)} {
        log_.finish(walk.source());
    }
    RememberedWalk(const RememberedWalk&) = delete;
    RememberedWalk& operator=(const RememberedWalk&) = delete;

    [[nodiscard]] const TwinRows& twin() const noexcept { return twin_; }
    [[nodiscard]] ReferenceId reference(const std::string& name) const {
        return reference_id(walk_.plan().catalog, name);
    }
    [[nodiscard]] RowOf row(const std::string& table, const std::string& first) const {
        const TableId id = table_id(walk_.plan().catalog, table);
        for (const MemoryRow& row : walk_.source().rows().of(id)) {
            if (row.values.front() == first) {
                return {id, row.id};
            }
        }
        throw std::logic_error("no row " + first + " of " + table);
    }
    // Renders the row as "users 1". A row that has no id yet is "users ?".
    [[nodiscard]] std::string name(const RowOf& wanted) const {
        std::string first = "?";
        for (const MemoryRow& row : walk_.source().rows().of(wanted.table)) {
            if (row.id == wanted.row) {
                first = row.values.front().value_or("NULL");
            }
        }
        return walk_.plan().catalog.table(wanted.table).name.name + " " + first;
    }

private:
    Walk& walk_;
    EdgeLog log_;
    Closure closure_;
    TwinRows twin_{walk_.plan(), closure_, log_};
};

}  // namespace subset::testing_support
