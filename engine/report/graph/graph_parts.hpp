// graph_parts.hpp
//
// Chooses what of a report is drawn, and what the drawing says of it. Every form of the graph uses
// these.
//
// Thread-safety: pure functions.
#pragma once

#include "subset/report.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace subset::report {

// The members are indexes of the report's lists.
struct GraphParts {
    struct Edge {
        std::size_t reference = 0;
        std::size_t child = 0;
        std::size_t parent = 0;
    };
    std::vector<std::size_t> tables;
    std::vector<Edge> edges;  // both of its ends are drawn
};

// Chooses what the config reaches, and the tables that stay empty where something reached
// references them. With `all` it chooses the whole schema.
[[nodiscard]] GraphParts choose_parts(const Report& report, bool all);

// Renders "51 of about 20,000 rows", or "about 20,000 rows".
[[nodiscard]] std::string describe_rows(const Report& report, const TableReport& table);
// Renders "orders_user_id_fkey: user_id; up 200, down 200".
[[nodiscard]] std::string describe(const Report& report, const ReferenceReport& reference);

// Whether the reference also brings children down.
[[nodiscard]] bool goes_down(const ReferenceReport& reference);

}  // namespace subset::report
