#include "plan/root_plans.hpp"

#include "catalog/column_sql.hpp"
#include "catalog/explain_unknown.hpp"
#include "pg/quote.hpp"
#include "plan/tables/table_rules.hpp"
#include "plan/tables/trees.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {
namespace {

// Removes the semicolon that a user's query may end with; the query will stand inside parentheses.
std::string without_semicolon(std::string sql) {
    const auto last = sql.find_last_not_of(" \t\r\n;");
    sql.erase(last == std::string::npos ? 0 : last + 1);
    return sql;
}

}  // namespace

std::vector<RootPlan> make_root_plans(const Config& config, const Catalog& catalog,
                                      const IdVector<TableId, RowsRule>& rules,
                                      std::vector<Fault>& faults) {
    std::vector<RootPlan> roots;
    for (const RootConfig& root : config.roots) {
        RootPlan& plan = roots.emplace_back();
        plan.rule = root;
        if (root.table.value.empty()) {
            continue;  // told by the config's own faults
        }
        const QualifiedName& name = root.table.name;
        const Relation* const relation = catalog.relation_named(name);
        if (relation == nullptr) {
            faults.push_back(explain_unknown("[[root]] table", root.table, catalog));
            continue;
        }
        const Table& table = catalog.table(relation->table);
        if (!table.extension.empty()) {
            faults.push_back(explain_unknown("[[root]] table", root.table, catalog));
            continue;
        }
        const Relation rows = root.only ? *relation : make_tree(catalog, *relation, rules);
        if (stays_empty(rows, rules)) {
            faults.push_back(
                {fmt::format("[[root]] table {} {}", name.text(),
                             why_no_rows(table, rules[table.id])),
                 table.in_scope || table.absent
                     ? "None of its rows come from the source, so it cannot be a root; change the "
                       "[[table]] entry or the root."
                     : "Add its schema to [source] schemas, or remove the root.",
                 root.table.place});
            continue;
        }
        if (root.query && table.primary_key.empty()) {
            faults.push_back(
                {fmt::format("[[root]] has a query, but {} has no primary key", name.text()),
                 "A query returns primary key columns; use where, order_by and limit for this "
                 "table.",
                 root.query->place});
            continue;
        }
        plan.table = table.id;
        plan.relation = rows;
        plan.where = root.where ? root.where->value : "";
        plan.limit = root.limit;
        if (root.limit) {
            plan.order_by =
                render_order(root.order_by, catalog, rows, pg::quote_identifier(rows.name.name));
        }
        if (root.sample_percent) {
            plan.sample = fmt::format("TABLESAMPLE BERNOULLI ({}) REPEATABLE ({})",
                                      *root.sample_percent, root.seed);
        }
        plan.query = root.query ? without_semicolon(root.query->value) : "";
        plan.chosen = root.children;
    }
    return roots;
}

}  // namespace subset
