#include "closure/with_extension_rows.hpp"

#include "closure/limits.hpp"

#include <fmt/format.h>

#include <utility>

namespace subset {

namespace {

// "2 rows of public.unitlist come along ...".
std::string describe(const ExtensionRows& rows, const ExtensionRelation& relation) {
    return fmt::format(
        "{} of {} {} along, as a dump of extension {} would carry them: beside those that are "
        "there, or in the place of those that have their keys",
        rows.rows == 1 ? "1 row" : fmt::format("{} rows", rows.rows), relation.name.text(),
        rows.rows == 1 ? "comes" : "come", relation.extension);
}

}  // namespace

Closure with_extension_rows(const Catalog& catalog, const Limits& limits, Closure closure,
                            std::vector<ExtensionRows> rows, Observer& observer) {
    for (const ExtensionRows& each : rows) {
        closure.total_rows += each.rows;
        closure.total_bytes += each.lines.size();
    }
    closure.extension_rows = std::move(rows);
    if (!closure.extension_rows.empty()) {
        LimitWatch{catalog, limits}.check(closure.total_rows, closure.total_bytes);
    }
    for (const ExtensionRows& each : closure.extension_rows) {
        const ExtensionRelation& relation = catalog.extension_relations.at(each.relation);
        if (!relation.is_sequence) {
            observer.note(describe(each, relation));
        }
    }
    return closure;
}

}  // namespace subset
