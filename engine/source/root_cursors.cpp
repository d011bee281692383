#include "source/root_cursors.hpp"

#include "source/neighbour_rows.hpp"
#include "source/statements/row_sql.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace subset {
namespace {

constexpr std::uint64_t ids_at_once = 50'000;
constexpr std::uint64_t widest_id = 38;  // a table's oid and "(4294967295,65535)", as fields

std::string cursor_of(std::uint32_t root) { return fmt::format("subset_root_{}", root); }

}  // namespace

// SQL of the user is in both statements, so that each is sent as one. The count also has the server
// plan the cursor for its first rows, which are wanted soon, and perhaps no others.
std::uint64_t RootCursors::open(std::uint32_t root) {
    const RootPlan& plan = plan_.roots[root];
    if (open_.erase(root) > 0) {
        reader_.execute("CLOSE " + cursor_of(root));
    }
    const pg::Rows counted = reader_.query(render_root_count(plan_, plan), pg::Protocol::extended);
    reader_.query(fmt::format("DECLARE {} NO SCROLL CURSOR FOR {}", cursor_of(root),
                              render_root_ids(plan_, plan)),
                  pg::Protocol::extended);
    open_.insert(root);
    queries_ += 2;
    return static_cast<std::uint64_t>(counted.front().number(0));
}

void RootCursors::fetch(std::uint32_t root, std::uint64_t most,
                        const std::function<void(RowId)>& sink) {
    while (most > 0) {
        const std::uint64_t part = std::min({most, ids_at_once, reader_.rows_of_part(widest_id)});
        const pg::Rows rows = reader_.query(fmt::format(
            "SET LOCAL cursor_tuple_fraction = 1; FETCH {} FROM {}", part, cursor_of(root)));
        ++queries_;
        for (const pg::Row& row : rows) {
            sink(parse_row_id(plan_.catalog, plan_.roots[root].relation, row.oid(0), row.text(1)));
        }
        if (rows.size() < part) {
            return;
        }
        most -= part;
    }
}

}  // namespace subset
