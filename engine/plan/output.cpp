#include "plan/output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "pg/quote.hpp"
#include "plan/raw_value.hpp"

namespace subset {
namespace {

// The columns of a cut or dangling reference that may be NULL instead (rule 4): nullable, and shared by no reference
// that stays.
ColumnList make_nullable_columns(const Plan& plan, const Table& table, ReferenceId nulled) {
    std::set<std::uint16_t> kept;
    for (const ReferenceId id : plan.graph.parents_of[index_of(table.id)]) {
        if (id != nulled && plan.reference(id).cut == Cut::no) {
            const ColumnList& columns = plan.catalog.reference(id).child_columns;
            kept.insert(columns.begin(), columns.end());
        }
    }
    ColumnList nullable;
    for (const std::uint16_t column : plan.catalog.reference(nulled).child_columns) {
        if (column != no_column && !table.columns[column].not_null && !table.columns[column].generated &&
            !kept.contains(column)) {
            nullable.push_back(column);
        }
    }
    return nullable;
}

Fault explain_no_column(const Plan& plan, const Reference& reference, Cut cut) {
    const std::string what = fmt::format("{} references {}", reference.child.name.text(), reference.parent.name.text());
    if (cut == Cut::where_absent) {
        return {fmt::format("{} by {}, which a [[cut]] names, and none of its columns can be NULL instead", what,
                            reference.name),
                "Each of them is NOT NULL, computed, or shared with a reference that is not cut.",
                {plan.config.file}};
    }
    const bool none = plan.catalog.table(reference.parent.table).in_scope;
    return {fmt::format("{}, {}, and none of its columns can be NULL instead ({})", what,
                        none ? "which has rows = \"none\"" : "in a schema that is left out", reference.name),
            none ? "Let the parent table have rows = \"closure\", or give the child table rows = \"none\" too."
                 : "Add the parent's schema to [source] schemas, or give the child table rows = \"none\".",
            {plan.config.file}};
}

// When the reference is there at all: where `when` holds and no value is NULL.
std::string render_presence(const Plan& plan, const Reference& reference) {
    std::string sql = reference.when.empty() ? "" : "(\n" + reference.when + "\n)";
    for (std::size_t pair = 0; pair < reference.child_columns.size(); ++pair) {
        sql += (sql.empty() ? "" : " AND ") + render_child_value(plan.catalog, reference, pair) + " IS NOT NULL";
    }
    return sql;
}

// Columns that references into tables that stay empty leave NULL, each with when.
std::map<std::uint16_t, std::string> make_cut_columns(Plan& plan, const Table& table) {
    std::map<std::uint16_t, std::string> cut;
    for (const ReferenceId id : plan.graph.parents_of[index_of(table.id)]) {
        ReferencePlan& each = plan.references[index_of(id)];
        const Reference& reference = plan.catalog.reference(id);
        const ColumnList columns = make_nullable_columns(plan, table, id);
        for (const std::uint16_t column : columns) {
            each.null_outputs.push_back(column);
        }
        if (each.cut != Cut::no && columns.empty()) {
            plan.faults.push_back(explain_no_column(plan, reference, each.cut));
        }
        if (each.cut == Cut::always) {
            for (const std::uint16_t column : columns) {
                std::string& when = cut[column];
                when += (when.empty() ? "(" : " OR (") + render_presence(plan, reference) + ")";
            }
        }
    }
    return cut;
}

// null_outputs held columns until here: where they stand in the output is only known now.
void number_null_outputs(Plan& plan, const Table& table, const std::vector<std::uint16_t>& output_of_column) {
    for (const ReferenceId id : plan.graph.parents_of[index_of(table.id)]) {
        for (std::uint16_t& column : plan.references[index_of(id)].null_outputs) {
            column = output_of_column[column];
        }
    }
}

}  // namespace

void add_output(Plan& plan) {
    for (TablePlan& each : plan.tables) {
        const Table& table = plan.catalog.table(each.table);
        if (each.rows == RowsRule::none || !each.reachable) {
            continue;
        }
        const std::map<std::uint16_t, std::string> cut = make_cut_columns(plan, table);
        const bool text = std::any_of(table.columns.begin(), table.columns.end(),
                                      [](const Column& column) { return !column.generated && !column.binary_safe; });
        each.format = text ? CopyFormat::text : CopyFormat::binary;
        std::vector<std::uint16_t> output_of_column(table.columns.size(), no_column);
        for (std::uint16_t index = 0; index < table.columns.size(); ++index) {
            const Column& column = table.columns[index];
            if (column.generated) {
                continue;
            }
            std::string sql = render_column(column);
            if (text) {
                // The type's own output function: a cast to text may print something else (char(n), bool, inet).
                sql = fmt::format("pg_catalog.textin({}({}))", column.output_function, sql);
            }
            if (const auto found = cut.find(index); found != cut.end()) {
                sql = fmt::format("CASE WHEN {} THEN NULL ELSE {} END", found->second, sql);
            }
            output_of_column[index] = static_cast<std::uint16_t>(each.output.size());
            each.output.push_back({column.name, std::move(sql), column.type});
        }
        number_null_outputs(plan, table, output_of_column);
    }
}

}  // namespace subset
