#include "script/proof/masked_rows.hpp"

#include "catalog/column_sql.hpp"
#include "mask/preset_of_column.hpp"
#include "pg/quote.hpp"
#include "script/proof/check_cuts.hpp"
#include "source/statements/table_sql.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>

namespace subset {
namespace {

// More row ids than this make a statement that is too long.
constexpr std::size_t most_rows_by_id = 1'000'000;

std::string list_keys(std::size_t count) {
    std::string keys;
    for (std::size_t index = 0; index < count; ++index) {
        keys += fmt::format("{}k{}", index == 0 ? "" : ", ", index);
    }
    return keys;
}

}  // namespace

MaskedRows::MaskedRows(const Plan& plan, const Closure& closure, TableId id,
                       const RowConstraints& all)
    : plan_{plan}, closure_{closure}, table_{plan.catalog.table(id)}, all_{all} {
    for (const ReferenceId reference : plan.graph.parents_of[id]) {
        if (auto columns = find_nulled_columns(plan, closure, id, reference)) {
            nulled_.merge(*columns);
        }
    }
}

// Whether the rows can be asked for, and are what the twin will have.
bool MaskedRows::can_try(const RowConstraint& constraint) const {
    return (streams() || closure_.rows[table_.id].size() <= most_rows_by_id) &&
           std::all_of(constraint.columns.begin(), constraint.columns.end(),
                       [&](const std::string& column) {
                           return all_.generated.contains(column) ||
                                  (!nulled_.contains(column) && find_output(column));
                       });
}

// The query that gives one row, with texts to be shown, where the constraint is broken.
std::string MaskedRows::render(const RowConstraint& constraint) const {
    const std::string rows = render_rows(constraint);
    if (constraint.kind == RowConstraintKind::check) {
        return fmt::format("SELECT {} FROM {} AS {} WHERE ({}) IS FALSE LIMIT 1",
                           shown_columns(constraint), rows, pg::quote_identifier(table_.name.name),
                           constraint.expressions.front());
    }
    return render_keyed(constraint, rows);
}

std::string MaskedRows::render_keyed(const RowConstraint& constraint,
                                     const std::string& rows) const {
    const std::string name = pg::quote_identifier(table_.name.name);
    const std::string where =
        constraint.predicate.empty() ? "true" : "(" + constraint.predicate + ")";
    std::string keys;
    std::string present;
    std::string excluded;
    for (std::size_t index = 0; index < constraint.expressions.size(); ++index) {
        keys += fmt::format("{}{} AS k{}", index == 0 ? "" : ", ", constraint.expressions[index],
                            index);
        present += constraint.nulls_equal ? "" : fmt::format(" AND k{} IS NOT NULL", index);
        if (constraint.kind == RowConstraintKind::exclusion) {
            excluded +=
                fmt::format(" AND a.k{0} {1} b.k{0}", index, constraint.operators.at(index));
        }
    }
    const std::string values =
        fmt::format("SELECT {} FROM {} AS {} WHERE {}", keys, rows, name, where);
    if (constraint.kind == RowConstraintKind::unique) {
        return fmt::format(
            "SELECT {} FROM ({}) AS v WHERE true{} GROUP BY {} HAVING "
            "pg_catalog.count(*) > 1 LIMIT 1",
            shown_keys(constraint, ""), values, present, list_keys(constraint.expressions.size()));
    }
    return fmt::format(
        "WITH v AS MATERIALIZED (SELECT w.*, pg_catalog.row_number() OVER () AS number FROM "
        "({}) AS w) SELECT {} FROM v AS a JOIN v AS b ON a.number < b.number{} LIMIT 1",
        values, shown_keys(constraint, "a."), excluded);
}

const OutputColumn* MaskedRows::find_output(const std::string& name) const {
    const auto& columns = plan_.output(table_.id).columns;
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [&](const OutputColumn& each) { return each.name == name; });
    return found == columns.end() ? nullptr : &*found;
}

// The rows as the twin will have them, as far as the constraint reads them.
std::string MaskedRows::render_rows(const RowConstraint& constraint) const {
    std::string columns;
    std::string generated;
    for (const std::string& name : constraint.columns) {
        if (const auto found = all_.generated.find(name); found != all_.generated.end()) {
            generated += fmt::format(", {} AS {}", found->second.sql, pg::quote_identifier(name));
            continue;
        }
        const Column& column = table_.columns[table_.column_named(name).value()];
        const bool collates = constraint.masked.contains(name) && !column.collation.empty();
        columns +=
            fmt::format("{}({}){} AS {}", columns.empty() ? "" : ", ", find_output(name)->sql,
                        collates ? " COLLATE " + column.collation : "", pg::quote_identifier(name));
    }
    std::string rows;
    if (streams()) {
        rows = fmt::format("SELECT {} FROM {} AS {}", columns, render_own_rows(table_), row_alias);
    } else {
        std::vector<RowId> ids = rows_that_come();
        for (std::span<const RowId> left = ids; !left.empty();) {
            const auto some = left.first(count_of_one_leaf(left));
            rows += fmt::format("{}SELECT {}{}", rows.empty() ? "" : " UNION ALL ", columns,
                                render_where_id(plan_.catalog, table_.id, some));
            left = left.subspan(some.size());
        }
    }
    return fmt::format("(SELECT r.*{} FROM ({}) AS r)", generated, rows);
}

std::vector<RowId> MaskedRows::rows_that_come() const {
    const RowSet& all = closure_.rows[table_.id];
    const RowSet& dropped = closure_.patches[table_.id].dropped;
    std::vector<RowId> ids = all.sample(all.size());
    std::erase_if(ids, [&](RowId row) { return dropped.contains(row); });
    std::sort(ids.begin(), ids.end());
    return ids;
}

const ColumnMask& MaskedRows::mask_of(const std::string& column) const {
    return *plan_.table(table_.id).masks[table_.column_named(column).value()];
}

// What a preset made may be shown; SQL may have left the value as it was.
std::string MaskedRows::shown_columns(const RowConstraint& constraint) const {
    std::string shown;
    for (const std::string& name : constraint.masked) {
        if (is_preset_of_column(mask_of(name))) {
            shown += fmt::format(
                "{}{} || coalesce(pg_catalog.quote_literal({}::pg_catalog.text), "
                "'NULL')",
                shown.empty() ? "" : " || ', ' || ", pg::quote_literal(name + " = "),
                pg::quote_identifier(name));
        }
    }
    return shown.empty() ? "NULL::pg_catalog.text" : shown;
}

std::string MaskedRows::shown_keys(const RowConstraint& constraint, const std::string& row) const {
    const bool all_made_up = std::all_of(
        constraint.columns.begin(), constraint.columns.end(), [&](const std::string& name) {
            return all_.generated.contains(name) ||
                   (constraint.masked.contains(name) && is_preset_of_column(mask_of(name)));
        });
    if (!all_made_up) {
        return "NULL::pg_catalog.text";
    }
    std::string shown;
    for (std::size_t index = 0; index < constraint.expressions.size(); ++index) {
        const std::string key = fmt::format("{}k{}::pg_catalog.text", row, index);
        shown += fmt::format("{}pg_catalog.quote_literal({})", index == 0 ? "" : " || ', ' || ",
                             row.empty() ? "pg_catalog.min(" + key + ")" : key);
    }
    return shown;
}

}  // namespace subset
