#include "preflight/check_columns.hpp"

#include "mask/preset_of_column.hpp"
#include "pg/quote.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

// By table, the numbers of the columns that may not be read; only of tables that hold such.
std::map<Oid, std::set<std::int16_t>> read_closed_columns(const RowPlan& plan,
                                                          pg::CopyChannel& reader) {
    pg::ArrayLiteral oids;
    for (const TablePlan& each : plan.tables) {
        if (each.reachable) {
            oids.add_integer(plan.catalog.table(each.table).oid);
        }
    }
    std::map<Oid, std::set<std::int16_t>> closed;
    for (const pg::Row& row : reader.query(fmt::format(
             "SELECT a.attrelid, a.attnum FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = ANY "
             "({}::pg_catalog.oid[]) AND NOT a.attisdropped AND NOT "
             "pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT')",
             oids.sql()))) {
        closed[row.oid(0)].insert(static_cast<std::int16_t>(row.number(1)));
    }
    return closed;
}

Fault make_closed_fault(const Catalog& catalog, const Table& table,
                        const std::vector<std::string>& columns) {
    return {fmt::format("the source's role may not read {} of {}", fmt::join(columns, ", "),
                        table.name.text()),
            fmt::format("GRANT SELECT ({}) ON {} TO {}; or give the column a mask that reads "
                        "nothing, such as NULL: then it needs no privilege.",
                        pg::quote_list(columns), pg::quote_name(table.name),
                        pg::quote_identifier(catalog.role))};
}

}  // namespace

void check_columns(const RowPlan& plan, pg::CopyChannel& reader) {
    std::vector<Fault> faults;
    for (const auto& [oid, closed] : read_closed_columns(plan, reader)) {
        for (const TablePlan& each : plan.tables) {
            const Table& table = plan.catalog.table(each.table);
            if (table.oid != oid) {
                continue;
            }
            std::vector<std::string> columns;
            for (std::size_t number = 0; number < table.columns.size(); ++number) {
                const Column& column = table.columns[number];
                const auto& mask = each.masks[number];
                const bool read = !column.generated && !(mask && reads_nothing(*mask, table));
                if (read && closed.contains(column.number)) {
                    columns.push_back(column.name);
                }
            }
            if (!columns.empty()) {
                faults.push_back(make_closed_fault(plan.catalog, table, columns));
            } else if (!each.streamable) {
                faults.push_back(
                    {fmt::format("the source's role may read some columns of {} only, and rows of "
                                 "it are looked up one by one",
                                 table.name.text()),
                     fmt::format("Take the table whole: [[table]] name = \"{}\", rows = \"all\"; "
                                 "or GRANT SELECT ON {} TO {};",
                                 table.name.text(), pg::quote_name(table.name),
                                 pg::quote_identifier(plan.catalog.role))});
            }
        }
    }
    if (!faults.empty()) {
        throw Error{ErrorKind::privilege, std::move(faults)};
    }
}

}  // namespace subset
