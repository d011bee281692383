#include "load/measure_twin.hpp"

#include "pg/sql_variables.hpp"
#include "util/amounts.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace subset {

FitPassed::FitPassed(std::uint64_t total, std::uint64_t most,
                     std::map<std::string, std::uint64_t> bytes, Place place)
    : Error{ErrorKind::limit,
            fmt::format("the twin takes {} on the target's disk, which is more than fit in "
                        "[limits] ({})",
                        report::render_bytes(total), report::render_bytes(most)),
            "The sizes computed from the source were corrected by the target's own, and it was "
            "still too large: set fit lower, or look at what makes rows larger in the target "
            "(masks, `after`, its own indexes).",
            std::move(place)},
      total_{total},
      bytes_{std::move(bytes)} {}

std::optional<std::uint64_t> measure_twin(const LoadSource& source, pg::CopyChannel& target) {
    if (!source.limits.fit || !source.closure.fit) {
        return std::nullopt;
    }
    std::vector<std::string> schemas;
    std::vector<std::string> names;
    for (const Table& table : source.plan.catalog.tables) {
        for (const Leaf& leaf : table.leaves) {
            if (table.in_scope && source.plan.in_twin(table.id)) {
                schemas.push_back(leaf.name.schema);
                names.push_back(leaf.name.name);
            }
        }
    }
    std::uint64_t total = 0;
    std::map<std::string, std::uint64_t> bytes;
    for (const pg::Row& row : target.query(fmt::format(
             "SELECT n.nspname, c.relname, pg_catalog.pg_total_relation_size(c.oid::pg_catalog."
             "regclass) FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = "
             "c.relnamespace WHERE c.relkind = 'r' AND (n.nspname, c.relname) IN (SELECT * FROM "
             "ROWS FROM (pg_catalog.unnest({}), pg_catalog.unnest({})) AS t (s, n))",
             pg::render_text_array(schemas), pg::render_text_array(names)))) {
        const auto size = static_cast<std::uint64_t>(row.number(2));
        bytes[QualifiedName{row.text(0), row.text(1)}.text()] = size;
        total += size;
    }
    if (total > *source.limits.fit) {
        throw FitPassed{total, *source.limits.fit, std::move(bytes), source.limits.fit_place};
    }
    return total;
}

}  // namespace subset
