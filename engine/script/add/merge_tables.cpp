#include "script/add/merge_tables.hpp"

#include "pg/quote.hpp"
#include "script/proof/dangling_sql.hpp"
#include "script/script_maker.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace subset {
namespace {

// Checked in one query each: many enough to save round trips, few enough to be planned in no time.
constexpr std::size_t references_in_a_query = 100;

bool has_columns(const MergeTable& table, const KeptKey& key) {
    return std::all_of(key.columns.begin(), key.columns.end(), [&](const KeptKey::Column& column) {
        return contains(table.columns, column.name);
    });
}

// A value that the target makes by itself tells nothing of a row that has not come yet.
void take_keys(const KeptTable& kept, MergeTable& table) {
    for (const KeptKey& key : kept.keys) {
        const bool first = table.keys.empty();
        if (has_columns(table, key) && (!first || key.not_null)) {
            table.keys.push_back(key);
        }
    }
}

void take_cuts(const Plan& plan, TableId id, MergeTable& table) {
    for (const ReferencePlan& reference : plan.references) {
        if (reference.cut == Cut::no) {
            continue;
        }
        std::vector<std::string> names = plan.catalog.table(id).names_of(reference.nullable_in(id));
        for (std::string& column : names) {
            table.cut.push_back(std::move(column));
        }
    }
}

// Whether the staged rows of a child table have all that the reference looks at. Written SQL may
// look at any column.
bool has_what_it_looks_at(const Catalog& catalog, const Reference& reference,
                          const MergeTable& table, const Table& child) {
    if (table.columns.size() == child.columns.size()) {
        return true;
    }
    if (!reference.when.empty() || !reference.by_columns()) {
        return false;
    }
    const ColumnList columns =
        catalog.columns_in(child.id, reference.child.table, reference.child_columns);
    return std::all_of(columns.begin(), columns.end(), [&](std::uint16_t column) {
        return column == no_column || contains(table.columns, child.columns[column].name);
    });
}

// The rows of one child table that came. A row as it is in the target is wanted where the staged
// one lacks what a reference looks at: a column that the target computes, or the partition.
std::string render_came(const Catalog& catalog, const Reference& reference, const MergeTable& table,
                        const Table& child) {
    if (reference.child.whole && has_what_it_looks_at(catalog, reference, table, child)) {
        return name_staging(table);
    }
    const Relation own = reference.child.whole ? catalog.own_rows(child.id) : reference.child;
    const std::string from = render_from_item(catalog, own);
    return table.has_key()
               ? fmt::format(
                     "(SELECT t.* FROM {} AS t WHERE EXISTS (SELECT FROM {} AS s WHERE {}))", from,
                     name_staging(table), render_same_key(table, "t", "s"))
               : from;
}

}  // namespace

std::vector<MergeTable> make_merge_tables(const Plan& plan, const Closure& closure,
                                          const KeptSchema& kept) {
    std::vector<MergeTable> tables;
    for (const TableId id : plan.graph.load_order) {
        if (!receives_rows(plan, closure, id)) {
            continue;
        }
        const KeptTable& target = *kept.table(id);
        MergeTable& table = tables.emplace_back();
        table.number = static_cast<std::size_t>(id);
        table.name = target.name;
        table.partitioned = target.partitioned;
        for (const OutputColumn& column : plan.output(id).columns) {
            table.columns.push_back(column.name);
            const KeptColumn* const found = target.column_named(column.name);
            if (found != nullptr && found->identity_always) {
                table.fixed.push_back(column.name);
            }
        }
        take_keys(target, table);
        take_cuts(plan, id, table);
    }
    return tables;
}

std::vector<Check> check_merged_references(const Plan& plan, const Closure& closure,
                                           std::span<const MergeTable> tables) {
    std::map<TableId, const MergeTable*> by_id;
    for (const MergeTable& table : tables) {
        by_id[TableId{static_cast<std::uint32_t>(table.number)}] = &table;
    }
    const Catalog& catalog = plan.catalog;
    std::vector<Check> checks;
    std::size_t count = 0;
    for (const Reference& reference : catalog.references) {
        if (!plan.in_twin(reference.id)) {
            continue;
        }
        const bool parent_in_twin = has_parent_rows(catalog, reference);
        // Rows that dangle in the source and are kept so may find a parent row here.
        const std::uint64_t excepted = plan.reference(reference.id).dangling == Dangling::keep
                                           ? closure.references.at(reference.id).dangling
                                           : 0;
        std::string rows;
        for (const TableId id : reference.child.tables()) {
            const auto found = by_id.find(id);
            if (found == by_id.end()) {
                continue;
            }
            const Reference own =
                reference.child.whole ? catalog.reference_of(reference.id, id) : reference;
            rows += fmt::format("{}SELECT FROM {} AS c WHERE {}", rows.empty() ? "" : " UNION ALL ",
                                render_came(catalog, reference, *found->second, catalog.table(id)),
                                render_dangling_condition(catalog, own, parent_in_twin));
        }
        if (rows.empty()) {
            continue;
        }
        if (count++ % references_in_a_query == 0) {
            checks.push_back({{},
                              "Unless a cut is named, this is a fault of the program, or of the "
                              "script that `after` names in [target]."});
        }
        std::string& query = checks.back().query;
        query += fmt::format(
            "{}SELECT {} || r.rows || {} FROM (SELECT pg_catalog.count(*) AS rows FROM ({}) AS d) "
            "AS r WHERE r.rows > {}",
            query.empty() ? "" : "\nUNION ALL\n",
            pg::quote_literal(fmt::format("{} ({}) to {}: ", reference.child.name.text(),
                                          reference.name, reference.parent.name.text())),
            pg::quote_literal(
                fmt::format(" rows that came without their parent row, {} expected", excepted)),
            rows, excepted);
    }
    return checks;
}

}  // namespace subset
