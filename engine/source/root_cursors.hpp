// root_cursors.hpp
//
// The ids of a root's rows in its order, a part at a time: where a twin is to fit, most of them are
// never wanted. The server keeps the place, by a cursor for each root. Private to source/.
//
// Thread-safety: one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/row_plan.hpp"
#include "rows/row_set.hpp"

#include <cstdint>
#include <functional>
#include <set>

namespace subset {

class RootCursors {
public:
    // Both must outlive this. Requires: the reader is in the snapshot's transaction.
    RootCursors(const RowPlan& plan, pg::CopyChannel& reader) : plan_{plan}, reader_{reader} {}

    // Counts the rows of a root without `query`, and places its cursor before the first. Cost: two
    // round trips.
    std::uint64_t open(std::uint32_t root);
    // Gives the next ids: as many as asked for, unless fewer are left.
    //
    // Cost: one round trip for each 50,000.
    void fetch(std::uint32_t root, std::uint64_t most, const std::function<void(RowId)>& sink);

    [[nodiscard]] std::uint64_t queries() const noexcept { return queries_; }

private:
    const RowPlan& plan_;
    pg::CopyChannel& reader_;
    std::set<std::uint32_t> open_;
    std::uint64_t queries_ = 0;
};

}  // namespace subset
