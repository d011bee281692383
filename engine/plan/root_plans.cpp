#include "plan/root_plans.hpp"

#include "catalog/column_sql.hpp"
#include "catalog/explain_unknown.hpp"
#include "catalog/globs/globbed_tables.hpp"
#include "catalog/names_table.hpp"
#include "config/glob.hpp"
#include "pg/quote.hpp"
#include "plan/tables/table_rules.hpp"
#include "plan/tables/trees.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace subset {
namespace {

// Removes the semicolon that a user's query may end with; the query will stand inside parentheses.
std::string without_semicolon(std::string sql) {
    const auto last = sql.find_last_not_of(" \t\r\n;");
    sql.erase(last == std::string::npos ? 0 : last + 1);
    return sql;
}

// "order_id, line".
std::string list_key(const Table& table) {
    std::string text;
    for (const std::uint16_t column : table.primary_key) {
        text += (text.empty() ? "" : ", ") + table.columns[column].name;
    }
    return text;
}

// The order of a query's keys: that of the primary key.
std::string render_key_order(const Table& table) {
    std::string order;
    for (const std::uint16_t column : table.primary_key) {
        const Column& each = table.columns[column];
        order += fmt::format("{}(q.{})::{}", order.empty() ? "" : ", ",
                             pg::quote_identifier(each.name), each.base_type);
    }
    return order;
}

// What is wrong with the keys by which a root names its rows.
std::optional<Fault> check_keys(const RootConfig& root, const Table& table) {
    if (root.keys.empty()) {
        return std::nullopt;
    }
    if (table.primary_key.empty()) {
        return Fault{fmt::format("{} has no primary key that could name a row", table.name.text()),
                     "Name its rows by --where.", root.table.place};
    }
    for (const std::vector<std::string>& key : root.keys) {
        if (key.size() != table.primary_key.size()) {
            return Fault{
                fmt::format(
                    "the primary key of {} has {}, and {} given", table.name.text(),
                    table.primary_key.size() == 1
                        ? "one column"
                        : fmt::format("{} columns", table.primary_key.size()),
                    key.size() == 1 ? "one value was" : fmt::format("{} values were", key.size())),
                fmt::format("Give a value for each of {}; --key again names another row.",
                            list_key(table)),
                root.table.place};
        }
    }
    return std::nullopt;
}

// Whether the table of a root is still there, with a primary key of as many columns.
bool names_rows(const RootConfig& root, const Relation* relation, const Catalog& catalog,
                const IdVector<TableId, RowsRule>& rules) {
    return relation != nullptr && catalog.table(relation->table).extension.empty() &&
           !stays_empty(make_tree(catalog, *relation, rules), rules) &&
           !check_keys(root, catalog.table(relation->table));
}

// The rows that have one of the keys, as a condition.
std::string render_keys(const std::vector<std::vector<std::string>>& keys, const Table& table,
                        const std::string& alias) {
    std::string condition;
    for (const std::vector<std::string>& key : keys) {
        std::string one;
        for (std::size_t index = 0; index < key.size(); ++index) {
            const Column& column = table.columns[table.primary_key[index]];
            one += fmt::format("{}{}.{} {} {}::{}", one.empty() ? "" : " AND ", alias,
                               pg::quote_identifier(column.name),
                               table.primary_key_operators.at(index), pg::quote_literal(key[index]),
                               column.base_type);
        }
        condition += fmt::format("{}({})", condition.empty() ? "" : " OR ", one);
    }
    return condition;
}

class RootPlanner {
public:
    RootPlanner(const Config& config, const Catalog& catalog,
                const IdVector<TableId, RowsRule>& rules, Findings& findings)
        : config_{config}, catalog_{catalog}, rules_{rules}, findings_{findings} {}

    void add_entry(const RootConfig& root, std::size_t number) {
        const ColumnGlob glob{"[[root]]", root.table, root.columns};
        if (root.table.value.empty() ||
            (config::is_glob(root.table.value) && root.columns.empty() && !root.sample_percent)) {
            add_faulty(root, number);  // told by the config's own faults
            return;
        }
        if (!config::is_glob(root.table.value)) {
            add(root, number);
            return;
        }
        const std::vector<TableId> tables = find_tables(glob);
        if (tables.empty()) {
            unmatched_.push_back(explain_no_match(glob, catalog_));
            return;
        }
        for (const TableId id : tables) {
            const QualifiedName& name = catalog_.table(id).name;
            RootConfig of_table = root;
            of_table.table = TableName{name.text(), root.table.place};
            of_table.table.name = name;
            add(of_table, number);
            roots_.back().of_glob = true;
        }
        findings_.notes.push_back(describe_match(glob, catalog_, tables));
    }

    // A glob that means no table is only warned of, unless the config then names no rows at all.
    std::vector<RootPlan> take() {
        const bool whole =
            std::any_of(catalog_.tables.begin(), catalog_.tables.end(), [&](const Table& table) {
                return rules_[table.id] == RowsRule::all && !has_rows_by_default(config_, table);
            });
        std::vector<Fault>& list = roots_.empty() && !whole ? findings_.faults : findings_.warnings;
        list.insert(list.end(), unmatched_.begin(), unmatched_.end());
        return std::move(roots_);
    }

private:
    // The target's own rows stay in a table that keeps them, so no root can name rows of it.
    std::vector<TableId> find_tables(const ColumnGlob& glob) const {
        std::vector<TableId> tables;
        for (const Table& table : catalog_.tables) {
            if (means_table(glob, table) && !takes_no_rows(rules_[table.id])) {
                tables.push_back(table.id);
            }
        }
        return without_heirs(catalog_, std::move(tables));
    }

    RootPlan& add_faulty(const RootConfig& root, std::size_t number) {
        RootPlan& plan = roots_.emplace_back();
        plan.rule = root;
        plan.number = number;
        return plan;
    }

    void fault(std::string message, std::string hint, const Place& place) {
        findings_.faults.push_back({std::move(message), std::move(hint), place});
    }

    void add(const RootConfig& root, std::size_t number) {
        RootPlan& plan = add_faulty(root, number);
        const QualifiedName& name = root.table.name;
        const Relation* const relation = catalog_.relation_named(name);
        if (may_be_gone(root) && !names_rows(root, relation, catalog_, rules_)) {
            return;  // told by whoever made the root
        }
        if (relation == nullptr || !catalog_.table(relation->table).extension.empty()) {
            findings_.faults.push_back(explain_unknown(
                root.title.empty() ? "[[root]] table" : "table", root.table, catalog_));
            return;
        }
        const Table& table = catalog_.table(relation->table);
        const Relation rows = root.only ? *relation : make_tree(catalog_, *relation, rules_);
        if (stays_empty(rows, rules_)) {
            fault(fmt::format("[[root]] table {} {}", name.text(),
                              why_no_rows(table, rules_[table.id])),
                  table.in_scope || table.absent
                      ? "None of its rows come from the source, so it cannot be a root; change the "
                        "[[table]] entry or the root."
                      : "Add its schema to [source] schemas, or remove the root.",
                  root.table.place);
            return;
        }
        if (root.query && table.primary_key.empty()) {
            fault(fmt::format("[[root]] has a query, but {} has no primary key", name.text()),
                  "A query returns primary key columns; use where, order_by and limit for this "
                  "table.",
                  root.query->place);
            return;
        }
        if (std::optional<Fault> wrong = check_keys(root, table)) {
            findings_.faults.push_back(*std::move(wrong));
            return;
        }
        plan.table = table.id;
        plan.relation = rows;
        plan.where = root.where ? root.where->value : "";
        if (!root.keys.empty()) {
            plan.where = render_keys(root.keys, table, pg::quote_identifier(rows.name.name));
        }
        plan.limit = root.limit;
        // Where the twin is to fit, any root may be cut short.
        if (root.query && config_.limits.fit) {
            plan.order_by = render_key_order(table);
        } else if (root.limit || config_.limits.fit) {
            plan.order_by =
                render_order(root.order_by, catalog_, rows, pg::quote_identifier(rows.name.name));
        }
        if (root.sample_percent) {
            plan.sample = fmt::format("TABLESAMPLE BERNOULLI ({}) REPEATABLE ({})",
                                      *root.sample_percent, root.seed);
        }
        plan.query = root.query ? without_semicolon(root.query->value) : "";
        plan.chosen = root.children;
    }

    const Config& config_;
    const Catalog& catalog_;
    const IdVector<TableId, RowsRule>& rules_;
    Findings& findings_;
    std::vector<RootPlan> roots_;
    std::vector<Fault> unmatched_;  // one for each entry whose glob means no table
};

}  // namespace

std::vector<RootPlan> make_root_plans(const Config& config, const Catalog& catalog,
                                      const IdVector<TableId, RowsRule>& rules,
                                      Findings& findings) {
    RootPlanner planner{config, catalog, rules, findings};
    std::size_t number = 0;
    for (const RootConfig& root : config.roots) {
        planner.add_entry(root, ++number);
    }
    return planner.take();
}

}  // namespace subset
