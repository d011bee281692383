#include "plan/tables/output.hpp"

#include "catalog/column_sql.hpp"
#include "catalog/names_table.hpp"
#include "pg/quote.hpp"
#include "plan/tables/table_rules.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace subset {
namespace {

constexpr std::size_t most_expressions = 1'664;  // of a SELECT list (POSTGRES.md 6)
constexpr std::size_t row_ids = 4;               // tableoid and ctid, of a row and of its parent

}  // namespace

ColumnList make_nullable_columns(const Plan& plan, const Table& table, ReferenceId nulled) {
    if (!plan.catalog.reference(nulled).by_columns()) {
        return {};
    }
    const auto columns_of = [&](ReferenceId id) {
        const Reference& reference = plan.catalog.reference(id);
        return plan.catalog.columns_in(table.id, reference.child.table, reference.child_columns);
    };
    std::set<std::uint16_t> kept;
    for (const ReferenceId id : plan.graph.parents_of[index_of(table.id)]) {
        if (id != nulled && !leaves_null(plan.reference(id).cut)) {
            const ColumnList columns = columns_of(id);
            kept.insert(columns.begin(), columns.end());
        }
    }
    ColumnList nullable;
    for (const std::uint16_t column : columns_of(nulled)) {
        if (!table.columns[column].not_null && !table.columns[column].generated &&
            !kept.contains(column)) {
            nullable.push_back(column);
        }
    }
    return nullable;
}

namespace {

const TableFit& fit_of(const std::vector<TableFit>& fits, TableId table) {
    static const TableFit whole;
    return fits.empty() ? whole : fits[index_of(table)];
}

bool goes_out(const Column& column, const TableFit& fit) {
    return !contains(fit.left_out, column.name) &&
           (!column.generated || contains(fit.computed, column.name));
}

// Requires: the column goes out.
std::uint16_t place_in_output(const Table& table, const TableFit& fit, std::uint16_t column) {
    return static_cast<std::uint16_t>(
        std::count_if(table.columns.begin(), table.columns.begin() + column,
                      [&](const Column& each) { return goes_out(each, fit); }));
}

// What made the table stay empty.
Place find_place(const Plan& plan, const Table& empty) {
    const bool schema_left_out = !empty.in_scope && !empty.absent;
    if (schema_left_out && plan.config.source.schemas && !plan.config.source.schemas->empty()) {
        return plan.config.source.schemas->front().place;
    }
    const TableRule* const rule = find_rows_rule(plan.config, empty);
    return rule == nullptr || schema_left_out ? Place{plan.config.file} : rule->rows_place;
}

Fault explain_no_column(const Plan& plan, const ReferencePlan& each) {
    const Reference& reference = plan.catalog.reference(each.reference);
    if (each.cut_rule) {
        return {
            fmt::format("[[cut]] of {} to {} ({}), none of whose columns can be NULL instead",
                        reference.child.name.text(), reference.parent.name.text(), reference.name),
            "Each of them is NOT NULL, computed, or shared with a reference that is not cut.",
            plan.config.cuts[*each.cut_rule].place};
    }
    const Table& parent = plan.catalog.table(reference.parent.table);
    return {
        fmt::format("{} references {}, which {}, and none of its columns can be NULL instead ({})",
                    reference.child.name.text(), reference.parent.name.text(),
                    why_no_rows(parent, plan.table(parent.id).rows), reference.name),
        parent.in_scope || parent.absent
            ? "Let the parent table have rows = \"closure\", or give the child table rows = "
              "\"none\" or \"absent\" too."
            : "Add the parent's schema to [source] schemas, or give the child table rows = "
              "\"none\".",
        find_place(plan, parent)};
}

// Columns that references into tables that stay empty leave NULL, each with when.
std::map<std::uint16_t, std::string> make_cut_columns(Plan& plan, const Table& table,
                                                      const TableFit& fit) {
    std::map<std::uint16_t, std::string> cut;
    for (const ReferenceId id : plan.graph.parents_of[index_of(table.id)]) {
        ReferencePlan& each = plan.references[index_of(id)];
        const Reference& reference = plan.catalog.reference(id);
        const ColumnList columns = make_nullable_columns(plan, table, id);
        Slots& nulled = each.null_outputs[table.id];
        nulled.clear();
        for (const std::uint16_t column : columns) {
            if (goes_out(table.columns[column], fit)) {
                nulled.push_back(place_in_output(table, fit, column));
            }
        }
        // What a [[cut]] says is wrong also where no row comes, unless none may come at all.
        const TablePlan& child = plan.table(table.id);
        const bool may_come = !takes_no_rows(child.rows) || child.rows == RowsRule::keep;
        const bool said = each.cut_rule && may_come;
        if ((leaves_null(each.cut) || said) && columns.empty() && (said || child.reachable)) {
            plan.faults.push_back(explain_no_column(plan, each));
        }
        if (each.cut == Cut::always) {
            for (const std::uint16_t column : columns) {
                std::string& when = cut[column];
                when +=
                    (when.empty() ? "(" : " OR (") + render_presence(plan.catalog, reference) + ")";
            }
        }
    }
    return cut;
}

// A mask, a NULL or another form makes the output column's SQL another one than the bare column's.
void share_keys(const Table& table, TablePlan& plan) {
    for (KeyValue& value : plan.key_values) {
        for (const Column& column : table.columns) {
            const bool same_bytes =
                column.key_kind == KeyKind::integer || column.key_kind == KeyKind::uuid;
            const std::string sql = render_column(column);
            if (!same_bytes || value.sql != render_raw(column, sql)) {
                continue;
            }
            const auto found =
                std::find_if(plan.output.begin(), plan.output.end(),
                             [&](const OutputColumn& each) { return each.sql == sql; });
            if (found != plan.output.end()) {
                value.output = static_cast<std::uint16_t>(found - plan.output.begin());
            }
        }
    }
}

}  // namespace

void add_output(Plan& plan, const std::vector<TableFit>& fits) {
    for (TablePlan& each : plan.tables) {
        const Table& table = plan.catalog.table(each.table);
        const TableFit& fit = fit_of(fits, table.id);
        const std::map<std::uint16_t, std::string> cut = make_cut_columns(plan, table, fit);
        each.output.clear();
        for (KeyValue& value : each.key_values) {
            value.output.reset();
        }
        if (takes_no_rows(each.rows) || !each.reachable) {
            continue;
        }
        const bool unsafe = std::any_of(
            table.columns.begin(), table.columns.end(),
            [&](const Column& column) { return goes_out(column, fit) && !column.binary_safe; });
        const bool text = unsafe || fit.text || plan.config.target.file.has_value();
        each.format = text ? CopyFormat::text : CopyFormat::binary;
        for (std::size_t place = 0; place < table.columns.size(); ++place) {
            const auto index = static_cast<std::uint16_t>(place);
            const Column& column = table.columns[index];
            if (!goes_out(column, fit)) {
                continue;
            }
            const auto& mask = each.masks[index];
            std::string sql = mask ? mask->sql : render_column(column);
            if (text) {
                sql = render_text(column, sql);
            }
            if (const auto found = cut.find(index); found != cut.end()) {
                sql = fmt::format("CASE WHEN {} THEN NULL ELSE {} END", found->second, sql);
            }
            each.output.push_back({column.name, std::move(sql), column.type});
        }
        if (!text) {
            share_keys(table, each);
        }
        each.tuples_apart =
            unsafe || each.output.size() + each.key_values.size() + row_ids > most_expressions;
    }
}

}  // namespace subset
