#include "closure/read_extension_rows.hpp"

#include "closure/limits.hpp"
#include "pg/quote.hpp"

#include <fmt/format.h>

#include <utility>

namespace subset {
namespace {

// Where a sequence stands; nothing where it was never used.
bool read_sequence(const ExtensionRelation& relation, pg::CopyChannel& reader,
                   ExtensionRows& rows) {
    const pg::Rows found = reader.query("SELECT s.last_value FROM " +
                                        pg::quote_name(relation.name) + " AS s WHERE s.is_called");
    if (found.empty()) {
        return false;
    }
    rows.last_value = found.front().number(0);
    return true;
}

bool read_table(const Plan& plan, const ExtensionRelation& relation, pg::CopyChannel& reader,
                ExtensionRows& rows) {
    rows.rows = reader.copy_out(
        fmt::format("COPY (SELECT {} FROM {} {}) TO STDOUT (FORMAT text)", relation.columns,
                    pg::quote_name(relation.name), *relation.condition),
        pg::Protocol::extended, [&](std::string_view line) {
            rows.lines += line;
            if (rows.lines.size() > plan.config.limits.memory_bytes) {
                throw Error{ErrorKind::limit,
                            fmt::format("the rows of {}, configuration of extension {}, are more "
                                        "than [limits] memory",
                                        relation.name.text(), relation.extension),
                            "Raise memory in [limits]."};
            }
        });
    return rows.rows > 0;
}

}  // namespace

std::vector<ExtensionRows> read_extension_rows(const Plan& plan, pg::CopyChannel& reader) {
    std::vector<ExtensionRows> all;
    if (plan.extension_rows.empty()) {
        return all;
    }
    reader.execute("SET LOCAL search_path = ''");  // as pg_dump reads them
    for (const std::size_t index : plan.extension_rows) {
        const ExtensionRelation& relation = plan.catalog.extension_relations.at(index);
        ExtensionRows rows;
        rows.relation = index;
        if (relation.is_sequence ? read_sequence(relation, reader, rows)
                                 : read_table(plan, relation, reader, rows)) {
            all.push_back(std::move(rows));
        }
    }
    reader.execute("SET LOCAL search_path TO DEFAULT");
    return all;
}

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
