#include "source/neighbour_rows.hpp"

#include "catalog/column_sql.hpp"
#include "catalog/written/element_sql.hpp"
#include "pg/quote.hpp"
#include "source/statements/row_sql.hpp"
#include "source/statements/statement_parts.hpp"
#include "source/statements/table_sql.hpp"
#include "source/user_place.hpp"
#include "util/parse_leading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace subset {
namespace {

// Runs a statement for the rows of each leaf that the relation covers.
void for_each_leaf(pg::CopyChannel& reader, const Relation& relation, std::span<const RowId> rows,
                   const std::function<std::string(std::span<const RowId>)>& render,
                   const std::function<void(const pg::Row&)>& take) {
    while (!rows.empty()) {
        const auto batch = rows.first(count_of_one_leaf(rows));
        if (relation.covers(leaf_of(batch.front()))) {
            for (const pg::Row& row : reader.query(render(batch), pg::Protocol::extended)) {
                take(row);
            }
        }
        rows = rows.subspan(batch.size());
    }
}

// It applies to the child row at all, and refers to the parent row.
std::string render_match(const RowPlan& plan, ReferenceId id) {
    const std::string& when = plan.catalog.reference(id).when;
    return pair_condition(plan.catalog, plan.reference(id)) +
           (when.empty() ? "" : " AND (\n" + when + "\n)");
}

bool has_index_on(const Table& table, const ColumnList& columns) {
    return std::any_of(table.indexes.begin(), table.indexes.end(), [&](const ColumnList& index) {
        return std::find(columns.begin(), columns.end(), index.front()) != columns.end();
    });
}

}  // namespace

std::string render_id_condition(const RowPlan& plan, const Relation& relation,
                                std::span<const RowId> rows) {
    const std::uint16_t number = leaf_of(rows.front());
    const Leaf& leaf = plan.catalog.table(plan.catalog.table_with(relation, number)).leaf(number);
    pg::ArrayLiteral array;
    for (const RowId row : rows) {
        array.add(fmt::format("({},{})", block_of(row), offset_of(row)));
    }
    return fmt::format(
        "{0}.tableoid = '{1}'::pg_catalog.oid AND {0}.ctid = ANY ({2}::pg_catalog.tid[])",
        row_alias, leaf.oid, array.sql());
}

std::string render_from_ids(const RowPlan& plan, const Relation& relation,
                            std::span<const RowId> rows) {
    return fmt::format(" FROM {} AS {} WHERE {}", from_sql(plan.catalog, relation), row_alias,
                       render_id_condition(plan, relation, rows));
}

RowId parse_row_id(const Catalog& catalog, const Relation& relation, Oid oid,
                   std::string_view ctid) {
    const auto comma = ctid.find(',');
    if (!ctid.starts_with('(') || comma == std::string_view::npos) {
        pg::fail_answer("no row id where one must be");
    }
    const auto block = parse_leading<std::uint32_t>(ctid.substr(1));
    const auto offset = parse_leading<std::uint16_t>(ctid.substr(comma + 1));
    if (!block || offset.value_or(0) == 0) {
        pg::fail_answer("no row id where one must be");
    }
    for (const TableId id : relation.tables()) {
        const Table& table = catalog.table(id);
        const auto leaf = std::find_if(table.leaves.begin(), table.leaves.end(),
                                       [&](const Leaf& each) { return each.oid == oid; });
        if (leaf != table.leaves.end()) {
            return make_row_id(
                static_cast<std::uint16_t>(table.first_leaf + (leaf - table.leaves.begin())),
                *block, *offset);
        }
    }
    throw Error{ErrorKind::server,
                fmt::format("source: a row of {} comes from relation {}, which is not among its "
                            "partitions",
                            relation.name.text(), oid),
                "A partition may have been attached meanwhile: start again."};
}

std::vector<RowPair> read_parents_of(const RowPlan& plan, pg::CopyChannel& reader, ReferenceId id,
                                     std::span<const RowId> children,
                                     const std::string& condition) {
    const Reference& reference = plan.catalog.reference(id);
    std::vector<RowPair> pairs;
    with_user_place(plan, reader, plan.reference(id), [&] {
        for_each_leaf(
            reader, reference.child, children,
            [&](std::span<const RowId> rows) {
                return fmt::format(
                    "SELECT {0}.tableoid, {0}.ctid, p.tableoid, p.ctid FROM {1} JOIN {2} AS "
                    "p ON {3}{4} WHERE {5}",
                    row_alias, child_rows_sql(plan.catalog, reference),
                    from_sql(plan.catalog, reference.parent), render_match(plan, id),
                    condition.empty() ? "" : " AND (\n" + condition + "\n)",
                    render_id_condition(plan, reference.child, rows));
            },
            [&](const pg::Row& row) {
                pairs.push_back(
                    {parse_row_id(plan.catalog, reference.child, row.oid(0), row.text(1)),
                     parse_row_id(plan.catalog, reference.parent, row.oid(2), row.text(3))});
            });
    });
    return pairs;
}

std::vector<RowPair> read_children_of(const RowPlan& plan, pg::CopyChannel& reader, ReferenceId id,
                                      std::span<const RowId> parents, std::uint64_t most) {
    const Reference& reference = plan.catalog.reference(id);
    const Table& child = plan.catalog.table(reference.child.table);
    ReferencePlan some = plan.reference(id);
    some.where.clear();
    some.order_by = render_order(std::nullopt, plan.catalog, reference.child, row_alias);
    some.limit = most;
    some.child_indexed = reference.elements ? !child.indexed_elements.empty()
                                            : has_index_on(child, reference.child_columns);
    std::vector<RowPair> pairs;
    with_user_place(plan, reader, child.id, [&] {
        for_each_leaf(
            reader, reference.parent, parents,
            [&](std::span<const RowId> rows) {
                return render_ruled_children(plan, some,
                                             render_parent_rows(plan, some) + " WHERE " +
                                                 render_id_condition(plan, reference.parent, rows),
                                             nullptr);
            },
            [&](const pg::Row& row) {
                const bool has_oid = reference.child.is_tree() ||
                                     has_partitions(plan.catalog, reference.child.table);
                pairs.push_back(
                    {parse_row_id(plan.catalog, reference.child, has_oid ? row.oid(0) : child.oid,
                                  row.text(has_oid ? 1 : 0)),
                     parse_row_id(plan.catalog, reference.parent, row.oid(row.size() - 2),
                                  row.text(row.size() - 1))});
            });
    });
    return pairs;
}

std::vector<RowId> read_referenced(const RowPlan& plan, pg::CopyChannel& reader, ReferenceId id) {
    const Reference& reference = plan.catalog.reference(id);
    std::vector<RowId> rows;
    with_user_place(plan, reader, reference.child.table, [&] {
        // A row that references itself is not brought by that.
        const std::string sql = fmt::format(
            "SELECT p.tableoid, p.ctid FROM {} AS p WHERE EXISTS (SELECT FROM {} WHERE {}{})",
            from_sql(plan.catalog, reference.parent), child_rows_sql(plan.catalog, reference),
            render_match(plan, id),
            reference.parent.has(reference.child.table)
                ? fmt::format(" AND (p.tableoid, p.ctid) IS DISTINCT FROM ({0}.tableoid, {0}.ctid)",
                              row_alias)
                : "");
        for (const pg::Row& row : reader.query(sql, pg::Protocol::extended)) {
            rows.push_back(parse_row_id(plan.catalog, reference.parent, row.oid(0), row.text(1)));
        }
    });
    return rows;
}

std::vector<RowId> read_dangling(const RowPlan& plan, pg::CopyChannel& reader, ReferenceId id,
                                 std::span<const RowId> children) {
    const Reference& reference = plan.catalog.reference(id);
    std::vector<RowId> rows;
    with_user_place(plan, reader, reference.child.table, [&] {
        for_each_leaf(
            reader, reference.child, children,
            [&](std::span<const RowId> batch) {
                return fmt::format(
                    "SELECT DISTINCT {0}.tableoid, {0}.ctid FROM {1} WHERE {2} AND {3}{4} AND NOT "
                    "EXISTS (SELECT FROM {5} AS p WHERE {6})",
                    row_alias, child_rows_sql(plan.catalog, reference),
                    render_id_condition(plan, reference.child, batch),
                    render_presence(plan.catalog, reference),
                    reference.elements ? fmt::format(" AND {} IS NOT NULL", element_value) : "",
                    from_sql(plan.catalog, reference.parent), render_match(plan, id));
            },
            [&](const pg::Row& row) {
                rows.push_back(
                    parse_row_id(plan.catalog, reference.child, row.oid(0), row.text(1)));
            });
    });
    return rows;
}

}  // namespace subset
