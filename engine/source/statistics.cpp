#include "source/statistics.hpp"

#include "pg/sql_variables.hpp"
#include "source/statements/row_sql.hpp"
#include "source/user_place.hpp"
#include "util/parse_leading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace subset {
namespace {

struct ColumnStatistics {
    double null_part = 0;
    double distinct = 0;  // as pg_stats has it: negative is a part of the rows
    double elements = 0;  // of an array, on average; 0: not known
};

using ByColumn = std::map<std::pair<std::string, std::string>, ColumnStatistics>;

// Of all columns by which walked references refer, and more where names repeat.
ByColumn read_columns(const RowPlan& plan, pg::CopyChannel& reader) {
    std::set<std::string> tables;
    std::set<std::string> columns;
    for (const Reference& reference : plan.catalog.references) {
        const Table& child = plan.catalog.table(reference.child.table);
        if (plan.reaches(reference.child) && reference.by_columns()) {
            tables.insert(child.name.name);
            for (std::string& name : child.names_of(reference.child_columns)) {
                columns.insert(std::move(name));
            }
        }
    }
    ByColumn found;
    if (tables.empty()) {
        return found;
    }
    // Of a partitioned table the statistics over all of its partitions are the inherited ones.
    const pg::Rows rows = reader.query(fmt::format(
        "SELECT s.schemaname::pg_catalog.text || '.' || s.tablename::pg_catalog.text, s.attname, "
        // The average stands behind the histogram of the numbers of elements.
        "s.null_frac, s.n_distinct, coalesce(s.elem_count_histogram[pg_catalog.array_length("
        "s.elem_count_histogram, 1)], 0) FROM pg_catalog.pg_stats AS s WHERE s.tablename = ANY "
        "({}) AND "
        "s.attname = ANY ({}) ORDER BY s.inherited",
        pg::render_text_array(std::vector<std::string>{tables.begin(), tables.end()}),
        pg::render_text_array(std::vector<std::string>{columns.begin(), columns.end()})));
    for (const pg::Row& row : rows) {
        found[{row.text(0), row.text(1)}] = {row.real(2), row.real(3), row.real(4)};
    }
    return found;
}

// The rows that the planner expects of a statement, which it does not run. The topmost node's come
// first (manual, EXPLAIN).
double explain_rows(pg::CopyChannel& reader, const std::string& sql) {
    constexpr std::string_view key = "\"Plan Rows\":";
    std::string text;
    for (const pg::Row& row :
         reader.query("EXPLAIN (FORMAT JSON) " + sql, pg::Protocol::extended)) {
        text += row.text(0);
    }
    const auto at = text.find(key);
    return at == std::string::npos
               ? 0
               : parse_leading<double>(std::string_view{text}.substr(at + key.size())).value_or(0);
}

double count_rows(const RowPlan& plan, const Relation& relation) {
    double rows = 0;
    for (const TableId table : relation.tables()) {
        rows += static_cast<double>(plan.catalog.table(table).about_rows.value_or(0));
    }
    return rows;
}

ReferenceStatistics combine(const RowPlan& plan, const Reference& reference,
                            const ByColumn& columns) {
    ReferenceStatistics statistics;
    const Table& child = plan.catalog.table(reference.child.table);
    const double rows = count_rows(plan, reference.child);
    if (!reference.by_columns()) {
        return statistics;
    }
    for (std::size_t pair = 0; pair < reference.child_columns.size(); ++pair) {
        const auto found =
            columns.find({child.name.text(), child.columns[reference.child_columns[pair]].name});
        if (found != columns.end()) {
            const ColumnStatistics& column = found->second;
            // MATCH SIMPLE: one NULL is enough; the columns of a key mostly are NULL together.
            statistics.filled = std::min(statistics.filled, 1 - column.null_part);
            if (reference.by_elements(pair)) {
                statistics.for_each = column.elements > 0 ? column.elements : 1;
                continue;
            }
            const double distinct = column.distinct < 0 ? -column.distinct * rows : column.distinct;
            statistics.distinct = std::max(statistics.distinct, distinct);
        }
    }
    return statistics;
}

double read_selectivity(const RowPlan& plan, const ReferencePlan& each, double matching,
                        pg::CopyChannel& reader) {
    ReferencePlan unlimited = each;
    unlimited.limit.reset();
    double rows = 0;
    with_user_place(plan, reader, each, [&] {
        rows = explain_rows(
            reader,
            render_ruled_children(plan, unlimited, render_parent_rows(plan, unlimited), nullptr));
    });
    return matching > 0 ? std::clamp(rows / matching, 0.0, 1.0) : 1;
}

}  // namespace

Statistics read_statistics(const RowPlan& plan, pg::CopyChannel& reader) {
    Statistics statistics;
    const ByColumn columns = read_columns(plan, reader);
    for (const ReferencePlan& each : plan.references) {
        const Reference& reference = plan.catalog.reference(each.reference);
        ReferenceStatistics combined = combine(plan, reference, columns);
        if (each.follow != Follow::never && !each.where.empty()) {
            const double matching =
                count_rows(plan, reference.child) * combined.filled * combined.for_each;
            combined.selectivity = read_selectivity(plan, each, matching, reader);
        }
        statistics.references.push_back(combined);
    }
    for (const RootPlan& root : plan.roots) {
        double rows = 0;
        with_user_place(plan, reader, root, [&] {
            rows = explain_rows(reader, root.query.empty() ? render_root_rows(plan, root)
                                                           : render_root_keys(plan, root));
        });
        statistics.root_rows.push_back(root.limit ? std::min(rows, static_cast<double>(*root.limit))
                                                  : rows);
    }
    return statistics;
}

}  // namespace subset
