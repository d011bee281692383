#include "twin/put_aside.hpp"

#include "catalog/sql.hpp"
#include "pg/quote.hpp"
#include "twin/schema/kept_schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace subset {
namespace {

// Whether the type may go with the schema, or its values name objects that go with it.
bool goes_with_schema(const std::string& type) {
    return type.find('.') != std::string::npos || type.starts_with("reg");
}

// Travel holds the SQL of one column on its way out of the old table and into the new one, and its
// type in between.
struct Travel {
    std::string out;
    std::string type;
    std::string back;
};

// Values of types that both schemas have travel as they are and are assigned, so that a value which
// is too long is refused. The others travel as their text.
Travel make_travel(const KeptColumn& old, const Column& made) {
    const std::string name = pg::quote_identifier(old.name);
    const bool as_text = goes_with_schema(old.type);
    const std::string out =
        as_text ? fmt::format("c.{0}::pg_catalog.text AS {0}", name) : "c." + name;
    const std::string back = goes_with_schema(made.type)
                                 ? fmt::format("CAST(k.{} AS {})", name, made.type)
                                 : "k." + name;
    return {out, as_text ? "pg_catalog.text" : old.type, back};
}

class Maker {
public:
    Maker(const RowPlan& plan, const std::vector<KeptTable>& tables)
        : plan_{plan}, tables_{tables} {}

    void add(const Table& table) {
        const auto found = std::find_if(tables_.begin(), tables_.end(), [&](const KeptTable& each) {
            return each.name == table.name;
        });
        if (found == tables_.end()) {
            aside_.notes.push_back(fmt::format(
                "the target has no table {}, whose rows were to be kept: it comes empty",
                table.name.text()));
            return;
        }
        add_rows(table, *found);
    }

    // The new table's sequence continues where the old table's sequence was.
    void add_sequence(const Table& table, const std::string& column, const QualifiedName& old) {
        for (const Sequence& sequence : plan_.catalog.sequences) {
            if (sequence.owner == table.id && sequence.owner_column == column) {
                const std::string name = next_name("sequence");
                aside_.parts.push_back(
                    {name, "last_value pg_catalog.int8, is_called pg_catalog.bool",
                     "SELECT last_value, is_called FROM " + pg::quote_name(old)});
                aside_.bring_back += fmt::format(
                    "SELECT pg_catalog.setval({}::pg_catalog.regclass, s.last_value, s.is_called) "
                    "FROM pg_temp.{} AS s; ",
                    pg::quote_literal(pg::quote_name(sequence.name)), name);
            }
        }
    }

    AsideRows take() { return std::move(aside_); }

private:
    std::string next_name(std::string_view of) {
        return fmt::format("subset_kept_{}_{}", of, ++count_);
    }

    void add_rows(const Table& table, const KeptTable& old) {
        std::string out;
        std::string columns;
        std::string into;
        std::string back;
        for (const KeptColumn& column : old.columns) {
            const auto number = table.column_named(column.name);
            if (!number) {
                aside_.notes.push_back(
                    fmt::format("{}.{} is not in the source: its values go, though the rows are "
                                "kept",
                                table.name.text(), column.name));
                continue;
            }
            if (table.columns[*number].generated) {
                continue;
            }
            const Travel travel = make_travel(column, table.columns[*number]);
            const char* const comma = out.empty() ? "" : ", ";
            out += comma + travel.out;
            columns +=
                fmt::format("{}{} {}", comma, pg::quote_identifier(column.name), travel.type);
            into += comma + pg::quote_identifier(column.name);
            back += comma + travel.back;
        }
        if (out.empty()) {
            aside_.notes.push_back(fmt::format(
                "{} has no column in common with the source's: its rows go", table.name.text()));
            return;
        }
        const std::string name = next_name("rows");
        aside_.parts.push_back(
            {name, columns,
             fmt::format("SELECT {} FROM {}{} AS c", out, old.partitioned ? "" : "ONLY ",
                         pg::quote_name(old.name))});
        aside_.bring_back += fmt::format(
            "INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM pg_temp.{} AS k; ",
            pg::quote_name(table.name), into, back, name);
        aside_.tables.push_back(table.name);
    }

    const RowPlan& plan_;
    const std::vector<KeptTable>& tables_;
    AsideRows aside_;
    std::size_t count_ = 0;
};

}  // namespace

std::string render_put_aside(const AsideRows& aside) {
    std::string sql;
    for (const AsidePart& part : aside.parts) {
        sql +=
            fmt::format("CREATE TEMPORARY TABLE {} ON COMMIT DROP AS {}; ", part.name, part.query);
    }
    return sql;
}

AsideRows read_aside_rows(pg::CopyChannel& target, const RowPlan& plan) {
    const bool none =
        std::none_of(plan.tables.begin(), plan.tables.end(),
                     [](const TablePlan& each) { return each.rows == RowsRule::keep; });
    if (none) {
        return {};
    }
    target.execute("BEGIN READ ONLY; SET LOCAL search_path = ''");
    const std::vector<KeptTable> tables = read_target_tables(target);
    Maker maker{plan, tables};
    std::map<QualifiedName, const Table*> kept;
    for (const TablePlan& each : plan.tables) {
        if (each.rows == RowsRule::keep) {
            const Table& table = plan.catalog.table(each.table);
            maker.add(table);
            kept.emplace(table.name, &table);
        }
    }
    for (const pg::Row& row : target.query(std::string{sql::sequences})) {
        const auto owner = std::find_if(tables.begin(), tables.end(), [&](const KeptTable& table) {
            return !row.is_null(3) && table.oid == row.oid(3);
        });
        if (owner != tables.end() && kept.contains(owner->name)) {
            maker.add_sequence(*kept.at(owner->name), row.text(4), {row.text(1), row.text(2)});
        }
    }
    target.execute("ROLLBACK");
    return maker.take();
}

}  // namespace subset
