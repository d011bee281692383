#include "script/proof/dangling_sql.hpp"

#include "catalog/column_sql.hpp"
#include "catalog/written/element_sql.hpp"
#include "pg/quote.hpp"

#include <fmt/format.h>

namespace subset {
namespace {

std::string parent_value(const Catalog& catalog, const Reference& reference, std::size_t pair) {
    const Table& parent = catalog.table(reference.parent.table);
    return "p." + pg::quote_identifier(parent.columns.at(reference.parent_columns[pair]).name);
}

// When the row c has the reference at all.
std::string render_present(const Catalog& catalog, const Reference& reference) {
    std::string present = reference.when.empty() ? "" : "(\n" + reference.when + "\n)";
    for (std::size_t i = 0; i < reference.child_columns.size(); ++i) {
        present += fmt::format("{}{} IS NOT NULL", present.empty() ? "" : " AND ",
                               render_reference_value(catalog, reference, i));
    }
    return present;
}

// When the row p is what the row c refers to, by the first `pairs` pairs.
std::string render_matches(const Catalog& catalog, const Reference& reference, std::size_t pairs) {
    std::string matches;
    for (std::size_t i = 0; i < pairs; ++i) {
        matches += fmt::format(
            "{}{} {} {}", matches.empty() ? "" : " AND ", parent_value(catalog, reference, i),
            reference.operators.at(i).parent_child, render_compared_value(catalog, reference, i));
    }
    return matches;
}

// A period may be covered by several parent rows together (manual, CREATE TABLE, REFERENCES).
std::string render_uncovered(const Catalog& catalog, const Reference& reference) {
    const std::size_t last = reference.child_columns.size() - 1;
    const std::string period = render_child_value(catalog, reference, last);
    const std::string covering = parent_value(catalog, reference, last);
    const std::string matches = render_matches(catalog, reference, last);
    return fmt::format(
        "(SELECT {} OPERATOR(pg_catalog.<@) pg_catalog.range_agg({}) FROM {} AS p WHERE {}{}{} "
        "OPERATOR(pg_catalog.&&) {}) IS NOT TRUE",
        period, covering, render_from_item(catalog, reference.parent), matches,
        matches.empty() ? "" : " AND ", covering, period);
}

// And when none of these parent rows is what the row c, or its element, refers to.
std::string render_without(const Catalog& catalog, const Reference& reference,
                           const std::string& parents) {
    return fmt::format(" AND NOT EXISTS (SELECT FROM {} AS p WHERE {})", parents,
                       render_matches(catalog, reference, reference.child_columns.size()));
}

// When the row c refers by this key, or by this element, to no row.
std::string render_pair_dangles(const Catalog& catalog, const Reference& reference,
                                bool parent_in_twin) {
    std::string sql = render_present(catalog, reference);
    if (parent_in_twin && reference.period) {
        sql += " AND " + render_uncovered(catalog, reference);
    } else if (parent_in_twin) {
        sql += render_without(catalog, reference, render_from_item(catalog, reference.parent));
    }
    return sql;
}

}  // namespace

bool has_parent_rows(const Catalog& catalog, const Reference& reference) {
    return catalog.in_scope(reference.parent) ||
           !catalog.table(reference.parent.table).extension.empty();
}

std::string render_from_item(const Catalog& catalog, const Relation& relation) {
    const Table& named = catalog.table(relation.table);
    if (!relation.is_tree()) {
        return (named.kind == TableKind::plain ? "ONLY " : "") + pg::quote_name(relation.name);
    }
    std::string columns;
    for (const Column& column : named.columns) {
        columns += (columns.empty() ? "" : ", ") + pg::quote_identifier(column.name);
    }
    std::string rows;
    for (const TableId id : relation.tree) {
        rows += fmt::format("{}SELECT {} FROM ONLY {}", rows.empty() ? "" : " UNION ALL ", columns,
                            pg::quote_name(catalog.table(id).name));
    }
    return "(" + rows + ")";
}

std::string render_dangling_from(const Catalog& catalog, const Reference& reference,
                                 bool parent_in_twin) {
    return fmt::format("FROM {} AS c{} WHERE {}", render_from_item(catalog, reference.child),
                       render_join_elements(catalog, reference, ElementRows::all),
                       render_pair_dangles(catalog, reference, parent_in_twin));
}

std::string render_dangling_elements(const Catalog& catalog, const Reference& reference,
                                     const std::string& rows,
                                     const std::vector<std::string>& parents) {
    std::string sql = fmt::format("FROM {} AS c{} WHERE {}", rows,
                                  render_join_elements(catalog, reference, ElementRows::numbered),
                                  render_present(catalog, reference));
    for (const std::string& parent : parents) {
        sql += render_without(catalog, reference, parent);
    }
    return sql;
}

std::string render_dangling_condition(const Catalog& catalog, const Reference& reference,
                                      bool parent_in_twin) {
    const std::string dangles = render_pair_dangles(catalog, reference, parent_in_twin);
    return reference.elements
               ? fmt::format("EXISTS (SELECT FROM (SELECT) AS one{} WHERE {})",
                             render_join_elements(catalog, reference, ElementRows::all), dangles)
               : dangles;
}

std::string render_dangling_keys(const Catalog& catalog, const Reference& reference) {
    std::string values;
    std::string texts;
    std::string order;
    for (std::size_t i = 0; i < reference.child_columns.size(); ++i) {
        const std::string comma = i == 0 ? "" : ", ";
        values += fmt::format("{}{} AS v{}", comma,
                              render_raw(child_type(catalog, reference, i),
                                         render_reference_value(catalog, reference, i)),
                              i);
        texts += fmt::format("{}k.v{}::pg_catalog.text", comma, i);
        order += fmt::format("{}k.v{}", comma, i);
    }
    return fmt::format("SELECT {} FROM (SELECT DISTINCT {} {}) AS k ORDER BY {} LIMIT {}", texts,
                       values, render_dangling_from(catalog, reference), order, most_dangling_keys);
}

}  // namespace subset
