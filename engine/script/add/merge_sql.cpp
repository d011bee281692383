#include "script/add/merge_sql.hpp"

#include "pg/quote.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {
namespace {

// Names that no column of a user's has.
constexpr const char* image_column = "\"subset:image\"";
constexpr const char* nth_column = "\"subset:nth\"";

std::string quote_columns(const std::vector<std::string>& columns, std::string_view row) {
    std::string list;
    for (const std::string& column : columns) {
        list += fmt::format("{}{}.{}", list.empty() ? "" : ", ", row, pg::quote_identifier(column));
    }
    return list;
}

// A row as a value. Without the cast, an operator between two of them would be one between their
// columns (POSTGRES.md 58).
std::string render_record(const std::vector<std::string>& columns, std::string_view row) {
    return fmt::format("ROW({})::pg_catalog.record", quote_columns(columns, row));
}

std::string render_same(const KeptKey& key, std::string_view one, std::string_view other) {
    std::string same;
    for (const KeptKey::Column& column : key.columns) {
        const std::string name = pg::quote_identifier(column.name);
        const std::string equal =
            fmt::format("{}.{} {} {}.{}", one, name, column.equality, other, name);
        same += same.empty() ? "" : " AND ";
        same += key.nulls_equal && !key.not_null
                    ? fmt::format("({0} OR ({1}.{3} IS NULL AND {2}.{3} IS NULL))", equal, one,
                                  other, name)
                    : equal;
    }
    return same;
}

// "'user_id = ' || s.user_id": how people are told which row is meant.
std::string render_key_text(const KeptKey& key, std::string_view row) {
    std::string text;
    for (const KeptKey::Column& column : key.columns) {
        text += fmt::format("{}{} || {}.{}::pg_catalog.text", text.empty() ? "" : " || ",
                            pg::quote_literal((text.empty() ? "" : ", ") + column.name + " = "),
                            row, pg::quote_identifier(column.name));
    }
    return text;
}

// Rows with the text of each, which is as good as its image, and with the how manieth of its equals
// it is. Types without an equality have a text too.
std::string render_counted_rows(const MergeTable& table, const std::string& from) {
    const std::string image =
        fmt::format("ROW({})::pg_catalog.text", quote_columns(table.columns, "x"));
    const std::string columns = quote_columns(table.columns, "x");
    return fmt::format(
        "(SELECT {}{}{} AS {}, pg_catalog.row_number() OVER (PARTITION BY {}) AS {} FROM {} AS x)",
        columns, columns.empty() ? "" : ", ", image, image_column, image, nth_column, from);
}

// What the rows s are read from.
std::string render_staged(const MergeTable& table) {
    return (table.has_key() ? name_staging(table)
                            : render_counted_rows(table, name_staging(table))) +
           " AS s";
}

std::vector<std::string> settable_columns(const MergeTable& table) {
    std::vector<std::string> columns;
    for (const std::string& column : table.columns) {
        const auto& key = table.key().columns;
        const bool in_key = std::any_of(key.begin(), key.end(), [&](const KeptKey::Column& each) {
            return each.name == column;
        });
        if (!in_key && !contains(table.fixed, column)) {
            columns.push_back(column);
        }
    }
    return columns;
}

// The value that a row t gets of the row s.
std::string render_new_value(const MergeTable& table, const std::string& column) {
    const std::string name = pg::quote_identifier(column);
    return contains(table.cut, column) ? fmt::format("coalesce(s.{0}, t.{0})", name) : "s." + name;
}

std::string render_differs(const MergeTable& table, const std::vector<std::string>& columns) {
    if (columns.empty()) {
        return "false";
    }
    std::string values;
    for (const std::string& column : columns) {
        values += (values.empty() ? "" : ", ") + render_new_value(table, column);
    }
    return fmt::format("{} OPERATOR(pg_catalog.*<>) ROW({})::pg_catalog.record",
                       render_record(columns, "t"), values);
}

}  // namespace

std::string name_staging(const MergeTable& table) {
    return fmt::format("pg_temp.subset_add_{}", table.number);
}

std::string render_own_rows(const MergeTable& table) {
    return (table.partitioned ? "" : "ONLY ") + pg::quote_name(table.name);
}

std::string render_same_key(const MergeTable& table, std::string_view one, std::string_view other) {
    return render_same(table.key(), one, other);
}

std::string render_staging(const MergeTable& table) {
    return fmt::format(
        "CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {} FROM {} AS t "
        "WITH NO DATA",
        name_staging(table), quote_columns(table.columns, "t"), render_own_rows(table));
}

std::string render_is_new(const MergeTable& table) {
    if (table.has_key()) {
        return fmt::format("NOT EXISTS (SELECT FROM {} AS t WHERE {})", render_own_rows(table),
                           render_same(table.key(), "t", "s"));
    }
    return fmt::format(
        "NOT EXISTS (SELECT FROM {} AS t WHERE t.{} "
        "OPERATOR(pg_catalog.=) s.{} AND t.{} "
        "OPERATOR(pg_catalog.=) s.{})",
        render_counted_rows(table, render_own_rows(table)), image_column, image_column, nth_column,
        nth_column);
}

std::string render_insert(const MergeTable& table) {
    const std::string names =
        table.columns.empty() ? "" : fmt::format(" ({})", pg::quote_list(table.columns));
    return fmt::format(
        "INSERT INTO {}{} OVERRIDING SYSTEM VALUE SELECT {} FROM {} "
        "WHERE {}",
        pg::quote_name(table.name), names, quote_columns(table.columns, "s"), render_staged(table),
        render_is_new(table));
}

std::string render_update(const MergeTable& table) {
    const std::vector<std::string> columns = settable_columns(table);
    if (columns.empty()) {
        return {};
    }
    std::string changes;
    for (const std::string& column : columns) {
        changes += fmt::format("{}{} = {}", changes.empty() ? "" : ", ",
                               pg::quote_identifier(column), render_new_value(table, column));
    }
    return fmt::format("UPDATE {} AS t SET {} FROM {} AS s WHERE {} AND {}", render_own_rows(table),
                       changes, name_staging(table), render_same(table.key(), "t", "s"),
                       render_differs(table, columns));
}

// The parts need no order (POSTGRES.md 57).
std::string render_merge(std::span<const MergeTable> tables, bool update) {
    std::string sql;
    std::size_t part = 0;
    const auto add = [&](const std::string& statement) {
        if (!statement.empty()) {
            sql += fmt::format("{}m{} AS ({})", sql.empty() ? "WITH " : ",\n", part++, statement);
        }
    };
    for (const MergeTable& table : tables) {
        add(render_insert(table));
        if (update && table.has_key()) {
            add(render_update(table));
        }
    }
    return sql.empty() ? sql : sql + "\nSELECT";
}

std::string render_comparison(const MergeTable& table) {
    if (!table.has_key()) {
        return fmt::format(
            "SELECT {}::pg_catalog.int8, pg_catalog.count(*), "
            "pg_catalog.count(*) FILTER (WHERE "
            "NOT {}), 0::pg_catalog.int8, NULL::pg_catalog.text FROM {}",
            table.number, render_is_new(table), render_staged(table));
    }
    return fmt::format(
        "SELECT {}::pg_catalog.int8, pg_catalog.count(*), "
        "pg_catalog.count(t.tableoid), "
        "pg_catalog.count(*) FILTER (WHERE t.tableoid IS NOT NULL AND "
        "{}), "
        "pg_catalog.array_to_string((pg_catalog.array_agg({} ORDER BY "
        "{}) FILTER (WHERE t.tableoid "
        "IS NOT NULL AND {}))[1:{}], '; ') FROM {} AS s LEFT JOIN {} AS "
        "t ON {}",
        table.number, render_differs(table, table.columns), render_key_text(table.key(), "s"),
        [&] {
            std::vector<std::string> names;
            for (const KeptKey::Column& column : table.key().columns) {
                names.push_back(column.name);
            }
            return quote_columns(names, "s");
        }(),
        render_differs(table, table.columns), most_keys_told, name_staging(table),
        render_own_rows(table), render_same(table.key(), "t", "s"));
}

std::string render_collisions(const MergeTable& table, bool update) {
    std::string query;
    for (std::size_t index = 1; index < table.keys.size(); ++index) {
        const KeptKey& unique = table.keys[index];
        std::vector<std::string> names;
        for (const KeptKey::Column& column : unique.columns) {
            names.push_back(column.name);
        }
        // With an update, a row that is there takes the value, unless
        // the one that has it lets it go in the same statement.
        const std::string which =
            update ? fmt::format(
                         "NOT EXISTS (SELECT FROM {} AS g WHERE {} AND "
                         "NOT ({}))",
                         name_staging(table), render_same(table.key(), "g", "t"),
                         render_same(unique, "g", "t"))
                   : fmt::format("NOT EXISTS (SELECT FROM {} AS g WHERE {})",
                                 render_own_rows(table), render_same(table.key(), "g", "s"));
        query += fmt::format(
            "{}SELECT {} || {} || {} || {} || {} FROM {} AS s JOIN {} "
            "AS t ON {} AND NOT ({}) "
            "WHERE {}",
            query.empty() ? "" : "\nUNION ALL\n",
            pg::quote_literal(fmt::format("the row of {} that would come (", table.name.text())),
            render_key_text(table.key(), "s"),
            pg::quote_literal(fmt::format(") has the value of {} ({}), which must be "
                                          "unique, that another row "
                                          "of the target has (",
                                          fmt::join(names, ", "), unique.name)),
            render_key_text(table.key(), "t"), pg::quote_literal(")"), name_staging(table),
            render_own_rows(table), render_same(unique, "t", "s"),
            render_same(table.key(), "t", "s"), which);
    }
    return query;
}

std::string render_missing(const MergeTable& table, bool update) {
    std::string missing = render_is_new(table);
    if (update && table.has_key()) {
        const std::vector<std::string> columns = settable_columns(table);
        missing +=
            fmt::format(" OR EXISTS (SELECT FROM {} AS t WHERE {} AND {})", render_own_rows(table),
                        render_same(table.key(), "t", "s"), render_differs(table, columns));
    }
    return fmt::format(
        "SELECT {} || r.rows || {} FROM (SELECT pg_catalog.count(*) AS "
        "rows FROM {} WHERE {}) AS r "
        "WHERE r.rows > 0",
        pg::quote_literal(table.name.text() + ": "),
        pg::quote_literal(" rows of the case are not in the target"), render_staged(table),
        missing);
}

}  // namespace subset
