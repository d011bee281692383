#include "preflight/try_masks.hpp"

#include "catalog/column_sql.hpp"
#include "mask/preset_of_column.hpp"
#include "mask/value_class.hpp"
#include "pg/quote.hpp"
#include "pg/savepoint.hpp"
#include "pg/sqlstates.hpp"
#include "source/statements/table_sql.hpp"
#include "source/user_place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace subset {
namespace {

constexpr std::size_t rows_tried = 1'000;

class MaskTrial {
public:
    MaskTrial(const Plan& plan, pg::CopyChannel& reader) : plan_{plan}, reader_{reader} {}

    void try_rows(const TablePlan& each) {
        const Table& table = plan_.catalog.table(each.table);
        if (plan_.output(each.table).tuples_apart) {  // they are read so, too
            reader_.execute("SET LOCAL search_path = ''");
        }
        try {
            ask(each, table, Checks::with);
        } catch (const pg::StatementError& error) {
            if (error.kind() == ErrorKind::privilege && !table.checks.empty()) {
                // A check may call what the source's role may not; the target, which will, tells.
                savepoint_.roll_back();
                try_without_checks(each, table);
            } else {
                take(each, table, error);
            }
        }
        savepoint_.roll_back();
    }

    // What a [[reference]] says in SQL must say the same of the twin's rows.
    void try_reference(const Reference& reference) {
        const TablePlan& child = plan_.table(reference.child.table);
        for (std::size_t pair = 0; pair < reference.child_columns.size(); ++pair) {
            const auto& mask =
                plan_.table(reference.parent.table).masks[reference.parent_columns[pair]];
            if (reference.child_columns[pair] == no_column && mask) {
                faults_.push_back(
                    {fmt::format("{} is masked, and {} references it by an expression",
                                 mask->column, reference.name),
                     "What an expression computes cannot be masked: keep the column as it is.",
                     mask->place, mask->rule});
            }
        }
        if (!child.masked() || !reference.rule ||
            (reference.when.empty() && reference.by_columns())) {
            return;
        }
        const auto said = reader_.check_statement(render_without_masked(child, reference));
        if (!said) {
            return;
        }
        savepoint_.roll_back();
        const ReferenceRule& rule = *reference.rule;
        if (said->sqlstate == sqlstate::undefined_column) {
            faults_.push_back(
                {fmt::format("the SQL of {} looks at a masked column of {}: {}", reference.name,
                             reference.child.name.text(), said->primary),
                 "In the twin that column holds something else, and the reference would not hold.",
                 rule.when ? rule.when->place : rule.place});
        }
    }

    [[nodiscard]] std::vector<Fault> finish() {
        savepoint_.undo();
        return std::move(faults_);
    }

private:
    enum class Checks : std::uint8_t { with, without };

    void try_without_checks(const TablePlan& each, const Table& table) {
        try {
            ask(each, table, Checks::without);
        } catch (const pg::StatementError& error) {
            take(each, table, error);
        }
    }

    void take(const TablePlan& each, const Table& table, const pg::StatementError& error) {
        if (error.kind() == ErrorKind::privilege) {
            throw Error{make_refusal(plan_.catalog, "a mask of " + table.name.text(),
                                     first_mask(each).place, error.message())};
        }
        if (error.kind() != ErrorKind::server) {
            throw pg::StatementError{error};
        }
        faults_.push_back({fmt::format("the masks of {} fail on some row: {}", table.name.text(),
                                       pg::shown_primary(error.message())),
                           "They were tried on some of its rows; no value is shown here.",
                           first_mask(each).place, first_mask(each).rule});
    }

    void ask(const TablePlan& each, const Table& table, Checks checks) {
        for (const pg::Row& row :
             reader_.query(render_trial(each, table, checks), pg::Protocol::extended)) {
            add_fault(each, table, row);
        }
    }

    // The one that a check looks at: the first of the table's masks where it does not say.
    static const ColumnMask& mask_in_check(const TablePlan& each, const Table& table,
                                           const std::string& name) {
        const auto check =
            std::find_if(table.checks.begin(), table.checks.end(),
                         [&](const CheckConstraint& check_of) { return check_of.name == name; });
        for (std::size_t place = 0; check != table.checks.end() && place < each.masks.size();
             ++place) {
            if (each.masks[place] &&
                check->sql.find(table.columns[place].name) != std::string::npos) {
                return *each.masks[place];
            }
        }
        return first_mask(each);
    }

    static const ColumnMask& first_mask(const TablePlan& each) {
        return **std::find_if(each.masks.begin(), each.masks.end(),
                              [](const auto& mask) { return mask.has_value(); });
    }

    // For each thing that does not hold one line: a constraint's name or nothing, a column's name
    // or nothing, and the masked values of the first such row.
    std::string render_trial(const TablePlan& each, const Table& table, Checks checks) const {
        std::string columns;
        std::string values;
        std::vector<std::pair<std::string, std::string>> rules;  // what is told, and when
        for (std::size_t place = 0; place < table.columns.size(); ++place) {
            const auto number = static_cast<std::uint16_t>(place);
            const Column& column = table.columns[number];
            const std::string name = pg::quote_identifier(column.name);
            const auto& mask = each.masks[number];
            columns += fmt::format("{}{} AS {}", columns.empty() ? "" : ", ",
                                   mask ? mask->sql : render_column(column), name);
            if (!mask) {
                continue;
            }
            // SQL may leave the value as it was: that it is NULL may be told, and no more.
            values += fmt::format(
                "{}{} || coalesce({}, 'NULL')", values.empty() ? "" : " || ', ' || ",
                pg::quote_literal(column.name + " = "),
                is_preset_of_column(*mask)
                    ? fmt::format("pg_catalog.quote_literal(t.{}::pg_catalog.text)", name)
                    : fmt::format("CASE WHEN t.{} IS NOT NULL THEN '...' END", name));
            const std::string number_text = fmt::format("NULL, {}", number);
            if (column.not_null) {
                rules.emplace_back(number_text, fmt::format("t.{} IS NULL", name));
            }
            const ValueShape shape = shape_of(column);
            if (shape.length && !shape.is_array) {
                rules.emplace_back(
                    number_text, fmt::format("pg_catalog.length(t.{}::pg_catalog.text) > {}", name,
                                             *shape.length));
            }
            if (column.sized_type != column.type) {  // a domain, with checks of its own
                rules.emplace_back(number_text,
                                   fmt::format("(t.{})::{} IS NULL AND t.{} IS NOT NULL", name,
                                               column.type, name));
            }
        }
        for (const CheckConstraint& check :
             checks == Checks::with ? table.checks : std::vector<CheckConstraint>{}) {
            rules.emplace_back(pg::quote_literal(check.name) + ", NULL",
                               fmt::format("NOT ({})", check.sql));
        }
        std::string sql = fmt::format("WITH t AS MATERIALIZED (SELECT {}{})", columns,
                                      render_some_rows(plan_.catalog, each.table, rows_tried));
        for (std::size_t index = 0; index < rules.size(); ++index) {
            sql += fmt::format("{}(SELECT {}, {} FROM t WHERE {} LIMIT 1)",
                               index == 0 ? " " : " UNION ALL ", rules[index].first, values,
                               rules[index].second);
        }
        // Also where nothing is to be held against them they are computed.
        return sql + fmt::format(
                         "{}(SELECT NULL, NULL, pg_catalog.max({}) FROM t HAVING "
                         "pg_catalog.count(*) < 0)",
                         rules.empty() ? " " : " UNION ALL ", values);
    }

    void add_fault(const TablePlan& each, const Table& table, const pg::Row& row) {
        const bool of_column = !row.is_null(1);
        const ColumnMask& mask = of_column ? *each.masks[row.place(1, each.masks.size())]
                                           : mask_in_check(each, table, row.text(0));
        const std::string values = row.cell(2).value_or("");
        faults_.push_back(
            of_column
                ? Fault{fmt::format("the mask of {}.{} makes what the column does not take: {}",
                                    table.name.text(),
                                    table.columns[row.place(1, table.columns.size())].name, values),
                        "It is NOT NULL, shorter, or of a type with a check.", mask.place,
                        mask.rule}
                : Fault{fmt::format("the masks of {} break its check constraint {}: {}",
                                    table.name.text(), row.text(0), values),
                        "Choose masks that satisfy it; SQL over the row c can.", mask.place,
                        mask.rule});
    }

    // The SQL of a reference over rows that lack the masked columns.
    std::string render_without_masked(const TablePlan& each, const Reference& reference) const {
        const Table& table = plan_.catalog.table(each.table);
        std::string columns;
        for (std::size_t place = 0; place < table.columns.size(); ++place) {
            const auto number = static_cast<std::uint16_t>(place);
            if (!each.masks[number]) {
                columns += (columns.empty() ? "" : ", ") + render_column(table.columns[number]);
            }
        }
        std::string values;
        for (const ChildExpression& expression : reference.expressions) {
            values += expression.sql.empty() ? "" : (values.empty() ? "" : ", ") + expression.sql;
        }
        return fmt::format("SELECT {} FROM (SELECT {}{}) AS {}{}", values, columns,
                           render_some_rows(plan_.catalog, each.table, 1), row_alias,
                           reference.when.empty() ? "" : " WHERE (\n" + reference.when + "\n)");
    }

    const Plan& plan_;
    pg::CopyChannel& reader_;
    pg::Savepoint savepoint_{reader_, "masks"};
    std::vector<Fault> faults_;
};

}  // namespace

std::vector<Fault> try_masks(const Plan& plan, pg::CopyChannel& reader) {
    if (!has_masks(plan)) {
        return {};
    }
    MaskTrial trial{plan, reader};
    for (const TablePlan& each : plan.tables) {
        if (each.reachable && each.masked()) {
            trial.try_rows(each);
        }
    }
    for (const Reference& reference : plan.catalog.references) {
        trial.try_reference(reference);
    }
    return trial.finish();
}

}  // namespace subset
