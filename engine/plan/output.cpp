#include "plan/output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "pg/quote.hpp"

namespace subset {
namespace {

// The columns that a cut reference leaves NULL (rule 4): nullable, and shared by no uncut reference.
std::set<std::uint16_t> make_cut_columns(Plan& plan, const Table& table) {
    std::set<std::uint16_t> kept;
    for (const ReferenceId id : plan.graph.parents_of[index_of(table.id)]) {
        if (!plan.reference(id).cut) {
            const ColumnList& columns = plan.catalog.reference(id).child_columns;
            kept.insert(columns.begin(), columns.end());
        }
    }
    std::set<std::uint16_t> cut;
    for (const ReferenceId id : plan.graph.parents_of[index_of(table.id)]) {
        if (!plan.reference(id).cut) {
            continue;
        }
        const Reference& reference = plan.catalog.reference(id);
        std::set<std::uint16_t> own;
        for (const std::uint16_t column : reference.child_columns) {
            const Column& each = table.columns[column];
            if (!each.not_null && !each.generated && !kept.contains(column)) {
                own.insert(column);
            }
        }
        if (own.empty()) {
            const bool none = plan.catalog.table(reference.parent.table).in_scope;
            plan.faults.push_back(
                {fmt::format("{} references {}, {}, and none of its columns can be NULL instead ({})",
                             reference.child.name.text(), reference.parent.name.text(),
                             none ? "which has rows = \"none\"" : "in a schema that is left out", reference.name),
                 none ? "Let the parent table have rows = \"closure\", or give the child table rows = \"none\" too."
                      : "Add the parent's schema to [source] schemas, or give the child table rows = \"none\".",
                 {plan.config.file}});
        }
        cut.merge(own);
    }
    return cut;
}

}  // namespace

void add_output(Plan& plan) {
    for (TablePlan& each : plan.tables) {
        const Table& table = plan.catalog.table(each.table);
        if (each.rows == RowsRule::none || !each.reachable) {
            continue;
        }
        const std::set<std::uint16_t> cut = make_cut_columns(plan, table);
        const bool text = std::any_of(table.columns.begin(), table.columns.end(),
                                      [](const Column& column) { return !column.generated && !column.binary_safe; });
        each.format = text ? CopyFormat::text : CopyFormat::binary;
        for (std::uint16_t index = 0; index < table.columns.size(); ++index) {
            const Column& column = table.columns[index];
            if (column.generated) {
                continue;
            }
            std::string sql = std::string{row_alias} + "." + pg::quote_identifier(column.name);
            if (cut.contains(index)) {
                sql = text ? "NULL::pg_catalog.text" : "NULL::" + column.type;
            } else if (text) {
                // The type's own output function: a cast to text may print something else (char(n), bool, inet).
                sql = fmt::format("pg_catalog.textin({}({}))", column.output_function, sql);
            }
            each.output.push_back({column.name, std::move(sql), column.type});
        }
    }
}

}  // namespace subset
