#include "closure/with_extension_rows.hpp"

#include "closure/limits.hpp"

#include <fmt/format.h>

#include <utility>

namespace subset {

Closure with_extension_rows(const Plan& plan, Closure closure, std::vector<ExtensionRows> rows) {
    for (const ExtensionRows& each : rows) {
        closure.total_rows += each.rows;
        closure.total_bytes += each.lines.size();
    }
    closure.extension_rows = std::move(rows);
    if (!closure.extension_rows.empty()) {
        LimitWatch{plan}.check(closure.total_rows, closure.total_bytes);
    }
    return closure;
}

std::vector<std::string> note_extension_rows(const Plan& plan, const Closure& closure) {
    std::vector<std::string> notes;
    for (const ExtensionRows& each : closure.extension_rows) {
        const ExtensionRelation& relation = plan.catalog.extension_relations.at(each.relation);
        if (!relation.is_sequence) {
            notes.push_back(fmt::format(
                "{} of {} {} along, as a dump of extension {} would carry them: beside those that "
                "are there, or in the place of those that have their keys",
                each.rows == 1 ? "1 row" : fmt::format("{} rows", each.rows), relation.name.text(),
                each.rows == 1 ? "comes" : "come", relation.extension));
        }
    }
    return notes;
}

}  // namespace subset
