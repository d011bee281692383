#include "source/read_extension_rows.hpp"

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

bool read_table(const ExtensionRelation& relation, std::uint64_t most_bytes,
                pg::CopyChannel& reader, ExtensionRows& rows) {
    rows.rows = reader.copy_out(
        fmt::format("COPY (SELECT {} FROM {} {}) TO STDOUT (FORMAT text)", relation.columns,
                    pg::quote_name(relation.name), *relation.condition),
        pg::Protocol::extended, [&](std::string_view line) {
            rows.lines += line;
            if (rows.lines.size() > most_bytes) {
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

std::vector<ExtensionRows> read_extension_rows(const RowPlan& plan, std::uint64_t most_bytes,
                                               pg::CopyChannel& reader) {
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
                                 : read_table(relation, most_bytes, reader, rows)) {
            all.push_back(std::move(rows));
        }
    }
    reader.execute("SET LOCAL search_path TO DEFAULT");
    return all;
}

}  // namespace subset
