#include "mask/altered/date_shift.hpp"

#include "catalog/column_sql.hpp"
#include "mask/parse/mask_sql.hpp"
#include "pg/quote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

namespace subset {
namespace {

// Renders the primary key as text. Where there is none, all columns of the row take its place.
std::string render_row_key(const Table& table) {
    std::string columns;
    for (std::size_t place = 0; place < table.columns.size(); ++place) {
        const auto number = static_cast<std::uint16_t>(place);
        const bool part = table.primary_key.empty() ||
                          std::find(table.primary_key.begin(), table.primary_key.end(), number) !=
                              table.primary_key.end();
        if (part) {
            columns += (columns.empty() ? "" : ", ") + render_column(table.columns[number]);
        }
    }
    return fmt::format("ROW({})::pg_catalog.text", columns);
}

// Dates and their ranges move by days or microseconds, times of day within a day, and intervals by
// a share of themselves.
bool moves_with(const Column& column, const Column& other) {
    const auto kind = [](const Column& each) {
        const ValueClass value = shape_of(each).value;
        return value == ValueClass::span ? ValueClass::date : value;
    };
    const auto is_interval = [](const Column& each) {
        return each.base_type.starts_with("interval");
    };
    return kind(column) == kind(other) && is_interval(column) == is_interval(other);
}

// Finds the columns of dates that rules of the schema join with this one, directly or through
// others, itself included.
std::set<std::uint16_t> find_joined_dates(const Table& table, std::uint16_t column) {
    std::set<std::uint16_t> found = {column};
    for (bool more = true; more;) {
        const std::size_t before = found.size();
        for (const ColumnList& rule : table.joined) {
            const bool joins = std::any_of(
                rule.begin(), rule.end(), [&](std::uint16_t each) { return found.contains(each); });
            for (const std::uint16_t each : rule) {
                if (joins && moves_with(table.columns[each], table.columns[column]) &&
                    !table.columns[each].generated) {
                    found.insert(each);
                }
            }
        }
        more = found.size() > before;
    }
    return found;
}

bool is_day(const Column& column) { return column.base_type.starts_with("date"); }

}  // namespace

void set_date_shift(const Catalog& catalog, const std::vector<ColumnOf>& members, ColumnOf column,
                    Masked& masked) {
    const Table& table = catalog.table(column.table);
    const std::set<std::uint16_t> joined = find_joined_dates(table, column.column);
    const auto days = std::count_if(joined.begin(), joined.end(), [&](std::uint16_t each) {
        return is_day(table.columns[each]);
    });
    masked.whole_days = days > 0 && static_cast<std::size_t>(days) < joined.size() &&
                        !is_day(table.columns[column.column]);
    masked.shifted_by_value = members.size() > 1;
    for (const ColumnOf each : members) {
        const Column& other = catalog.table(each.table).columns[each.column];
        masked.shifted_by_value = masked.shifted_by_value || other.unique || other.partitions;
    }
    // Without the names, a column that is kept would tell of another one how its dates moved.
    masked.row_key = pg::quote_literal(table.qualified_name_of(*joined.begin()) + " ") +
                     " OPERATOR(pg_catalog.||) " + render_row_key(table);
}

std::optional<ColumnOf> column_of_by(const Catalog& catalog, TableId table, const std::string& by) {
    const std::vector<Column>& columns = catalog.table(table).columns;
    for (std::size_t place = 0; place < columns.size(); ++place) {
        if (is_column_itself(by, columns[place].name)) {
            return ColumnOf{table, static_cast<std::uint16_t>(place)};
        }
    }
    return std::nullopt;
}

std::string render_subject(const Catalog& catalog, const ColumnGroups& groups, TableId table,
                           const std::string& by) {
    const auto column = column_of_by(catalog, table, by);
    std::string name;
    if (column) {
        const ColumnOf head = groups.head_of(*column);
        name = catalog.table(head.table).qualified_name_of(head.column);
    }
    const Table& own = catalog.table(table);
    return fmt::format(
        "coalesce({} OPERATOR(pg_catalog.||) (\n{}\n)::pg_catalog.text, {} "
        "OPERATOR(pg_catalog.||) {})",
        pg::quote_literal("by " + name + " "), by, pg::quote_literal(own.name.text() + " "),
        render_row_key(own));
}

std::string tell_date_shift(const Masked& masked) {
    if (masked.shifted_by_value) {
        return "its dates are in a key, and move by their value: one date moves alike in all rows";
    }
    if (masked.whole_days) {
        return "it keeps the time of day: a rule of the schema joins it with a column of days, and "
               "both move by whole days";
    }
    return {};
}

}  // namespace subset
