#include "plan/output.hpp"

#include "pg/quote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace subset {
namespace {

std::string row_column(const Column& column) {
    return std::string{row_alias} + "." + pg::quote_identifier(column.name);
}

// When a row has the reference at all: none of its values is NULL, and where a single partition
// declares it, the row is in there.
std::string render_presence(const Table& table, const Reference& reference) {
    std::string sql;
    for (const std::uint16_t column : reference.child_columns) {
        sql += (sql.empty() ? "" : " AND ") + row_column(table.columns[column]) + " IS NOT NULL";
    }
    if (!reference.child.whole) {
        std::vector<Oid> leaves;
        for (const std::uint16_t leaf : reference.child.leaves) {
            leaves.push_back(table.leaves[leaf].oid);
        }
        sql += fmt::format(" AND {}.tableoid = ANY ('{{{}}}'::pg_catalog.oid[])", row_alias,
                           fmt::join(leaves, ","));
    }
    return sql;
}

Fault explain_no_column(const Plan& plan, const Reference& reference) {
    const bool none = plan.catalog.table(reference.parent.table).in_scope;
    return {fmt::format("{} references {}, {}, and none of its columns can be NULL instead ({})",
                        reference.child.name.text(), reference.parent.name.text(),
                        none ? "which has rows = \"none\"" : "in a schema that is left out",
                        reference.name),
            none ? "Let the parent table have rows = \"closure\", or give the child table rows = "
                   "\"none\" too."
                 : "Add the parent's schema to [source] schemas, or give the child table rows = "
                   "\"none\".",
            {plan.config.file}};
}

// The columns that cut references leave NULL (rule 4), nullable and shared by no uncut reference,
// each with the rows that it concerns.
std::map<std::uint16_t, std::string> make_cut_columns(Plan& plan, const Table& table) {
    std::set<std::uint16_t> kept;
    for (const ReferenceId id : plan.graph.parents_of[index_of(table.id)]) {
        if (!plan.reference(id).cut) {
            const ColumnList& columns = plan.catalog.reference(id).child_columns;
            kept.insert(columns.begin(), columns.end());
        }
    }
    std::map<std::uint16_t, std::string> cut;
    for (const ReferenceId id : plan.graph.parents_of[index_of(table.id)]) {
        if (!plan.reference(id).cut) {
            continue;
        }
        const Reference& reference = plan.catalog.reference(id);
        bool any = false;
        for (const std::uint16_t column : reference.child_columns) {
            const Column& each = table.columns[column];
            if (!each.not_null && !each.generated && !kept.contains(column)) {
                any = true;
                std::string& rows = cut[column];
                rows += (rows.empty() ? "(" : " OR (") + render_presence(table, reference) + ")";
            }
        }
        if (!any) {
            plan.faults.push_back(explain_no_column(plan, reference));
        }
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
        const std::map<std::uint16_t, std::string> cut = make_cut_columns(plan, table);
        const bool text = std::any_of(
            table.columns.begin(), table.columns.end(),
            [](const Column& column) { return !column.generated && !column.binary_safe; });
        each.format = text ? CopyFormat::text : CopyFormat::binary;
        for (std::size_t place = 0; place < table.columns.size(); ++place) {
            const auto index = static_cast<std::uint16_t>(place);
            const Column& column = table.columns[index];
            if (column.generated) {
                continue;
            }
            std::string sql = row_column(column);
            if (text) {
                // The type's own output function: a cast to text may print something else (char(n),
                // bool, inet).
                sql = fmt::format("pg_catalog.textin({}({}))", column.output_function, sql);
            }
            if (const auto found = cut.find(index); found != cut.end()) {
                sql = fmt::format("CASE WHEN {} THEN NULL ELSE {} END", found->second, sql);
            }
            each.output.push_back({column.name, std::move(sql), column.type});
        }
    }
}

}  // namespace subset
