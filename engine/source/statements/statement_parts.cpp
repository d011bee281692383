#include "source/statements/statement_parts.hpp"

#include "catalog/column_sql.hpp"
#include "catalog/written/element_sql.hpp"
#include "pg/quote.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {
namespace {

// Whether SQL of the user's, of a reference or of a mask, is read along with every row of the
// table.
bool reads_user_sql(const RowPlan& plan, TableId table) {
    const auto& references = plan.graph.parents_of[table];
    const auto& masks = plan.table(table).masks;
    return std::any_of(references.begin(), references.end(),
                       [&](ReferenceId id) {
                           const Reference& reference = plan.catalog.reference(id);
                           return reference.rule &&
                                  (!reference.when.empty() || !reference.by_columns());
                       }) ||
           std::any_of(masks.begin(), masks.end(),
                       [](const auto& mask) { return mask && mask->own_sql; });
}

// Writes what a statement selects. Fields of the query within have names of their own, which no
// column of the table has.
class SelectList {
public:
    explicit SelectList(bool has_query_within) : within_{has_query_within} {}

    void add(const std::string& sql) {
        if (!within_) {
            append(select_.list, sql);
            return;
        }
        const std::string name = fmt::format("\"field: {}\"", fields_++);
        add_within(sql + " AS " + name);
        append(select_.around, fmt::format("{}.{}", row_alias, name));
    }
    void add_masked(const OutputColumn& column) {
        add_within(fmt::format("{}.{}", row_alias, pg::quote_identifier(column.name)));
        append(select_.around, column.sql_over_computed);
    }
    void add_within(const std::string& sql) { append(select_.list, sql); }
    [[nodiscard]] RowSelect made() const { return select_; }

private:
    static void append(std::string& list, const std::string& sql) {
        list += (list == nothing ? " " : ", ") + sql;
    }

    static constexpr std::string_view nothing = "SELECT";

    bool within_;
    std::size_t fields_ = 0;
    RowSelect select_{std::string{nothing}, within_ ? std::string{nothing} : std::string{}};
};

// Whether FROM with the table's name gives the rows of all that inherit from it, no more.
bool is_whole_tree(const Catalog& catalog, const Relation& relation) {
    const Table& named = catalog.table(relation.table);
    return relation.tree.size() == named.heirs.size() + 1 && !named.unread_heirs &&
           named.foreign_heirs.empty();
}

}  // namespace

std::string RowSelect::finish(std::string sql) const {
    if (sql.empty() || around.empty()) {
        return sql;
    }
    sql.insert(0, around + " FROM (");
    return sql + " OFFSET 0) AS " + std::string{row_alias};
}

RowSelect select_output(const std::vector<std::string>& ids, const TableOutput& output) {
    SelectList select{!output.computed_once.empty()};
    for (const std::string& each : ids) {
        select.add(each);
    }
    for (const OutputColumn& column : output.columns) {
        if (column.sql_over_computed.empty()) {
            select.add(column.sql);
        } else {
            select.add_masked(column);
        }
    }
    for (std::size_t index = 0; index < output.computed_once.size(); ++index) {
        select.add_within(output.computed_once[index] + " AS " + name_of_computed(index));
    }
    return select.made();
}

RowSelect select_rows(const RowPlan& plan, const Relation& relation, const TableOutput* tuple,
                      const std::vector<std::string>& parent_row) {
    static const TableOutput nothing;
    const TableId table = relation.table;
    std::vector<std::string> ids;
    if (relation.is_tree() || has_partitions(plan.catalog, table)) {
        ids.push_back(std::string{row_alias} + ".tableoid");
    }
    ids.push_back(std::string{row_alias} + ".ctid");
    const auto& keys = plan.table(table).key_values;
    for (std::size_t index = 0; !relation.is_tree() && index < keys.size(); ++index) {
        if (tuple == nullptr || tuple->is_beside(index)) {
            ids.push_back(keys[index].sql);
        }
    }
    ids.insert(ids.end(), parent_row.begin(), parent_row.end());
    return select_output(ids, tuple == nullptr || relation.is_tree() ? nothing : *tuple);
}

std::string all_columns(const Table& table, const std::string& alias) {
    std::string sql = fmt::format("{0}.tableoid, {0}.ctid", alias);
    for (const Column& column : table.columns) {
        sql += ", " + alias + "." + pg::quote_identifier(column.name);
    }
    return sql;
}

bool sees_the_row(const RowPlan& plan, const Relation& relation) {
    return !relation.is_tree() && reads_user_sql(plan, relation.table);
}

std::string join_rows(const Catalog& catalog, const Relation& relation) {
    return fmt::format("JOIN {0} AS {1} ON {1}.tableoid = r.tableoid AND {1}.ctid = r.ctid",
                       from_sql(catalog, relation), row_alias);
}

std::string from_sql(const Catalog& catalog, const Relation& relation, const std::string& sample) {
    const Table& table = catalog.table(relation.table);
    if (relation.is_tree() && is_whole_tree(catalog, relation)) {
        return pg::quote_name(relation.name);
    }
    if (relation.is_tree()) {
        std::string rows;
        for (const TableId id : relation.tree) {
            rows += fmt::format("{}SELECT {} FROM ONLY {} AS {} {}",
                                rows.empty() ? "" : " UNION ALL ", all_columns(table, row_alias),
                                pg::quote_name(catalog.table(id).name), row_alias, sample);
        }
        return "(" + rows + ")";
    }
    const bool leaf = table.kind == TableKind::plain ||
                      std::any_of(table.leaves.begin(), table.leaves.end(),
                                  [&](const Leaf& each) { return each.oid == relation.oid; });
    return (leaf ? "ONLY " : "") + pg::quote_name(relation.name);
}

std::string child_rows_sql(const Catalog& catalog, const Reference& reference) {
    const std::string rows = fmt::format("{} AS {}", from_sql(catalog, reference.child), row_alias);
    return reference.elements
               ? "(" + rows + render_join_elements(catalog, reference, ElementRows::distinct) + ")"
               : rows;
}

std::string pair_condition(const Catalog& catalog, const ReferencePlan& reference) {
    const Reference& found = catalog.reference(reference.reference);
    const Table& parent = catalog.table(found.parent.table);
    std::string sql;
    for (std::size_t pair = 0; pair < found.child_columns.size(); ++pair) {
        sql += fmt::format("{}{} {} p.{}", pair == 0 ? "" : " AND ",
                           render_compared_value(catalog, found, pair),
                           found.operators[pair].child_parent,
                           pg::quote_identifier(parent.columns[found.parent_columns[pair]].name));
    }
    return sql;
}

bool has_partitions(const Catalog& catalog, TableId table) {
    return catalog.table(table).kind == TableKind::partitioned;
}

}  // namespace subset
