// graph_parts.hpp
//
// What of a report is drawn, and what is said of it there: the same for every form of the graph.
//
// Thread-safety: pure functions.
#pragma once

#include "subset/report.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace subset::report {

// Places in the report's lists.
struct GraphParts {
    struct Edge {
        std::size_t reference = 0;
        std::size_t child = 0;
        std::size_t parent = 0;
    };
    std::vector<std::size_t> tables;
    std::vector<Edge> edges;  // whose ends are both drawn
};

// What the config reaches, and the tables that stay empty where something reached references them;
// with `all` the whole schema.
[[nodiscard]] GraphParts choose_parts(const Report& report, bool all);

// "51 of about 20,000 rows", "about 20,000 rows".
[[nodiscard]] std::string describe_rows(const Report& report, const TableReport& table);
// "orders_user_id_fkey: user_id; up 200, down 200".
[[nodiscard]] std::string describe(const Report& report, const ReferenceReport& reference);

// Children are brought down by it, too.
[[nodiscard]] bool goes_down(const ReferenceReport& reference);

}  // namespace subset::report
