#include "script/proof/proof.hpp"

#include "pg/quote.hpp"
#include "script/keep/kept_rows.hpp"
#include "script/proof/dangling_sql.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {
namespace {

// Checked in one query each: many enough to save round trips, few enough to be planned in no time.
constexpr std::size_t references_in_a_check = 100;

// '"public"."orders"'::regclass.
std::string as_regclass(const Relation& relation) {
    return pg::quote_literal(pg::quote_name(relation.name)) + "::pg_catalog.regclass";
}

// The numbers that these columns have in the twin, in the reference's order: not always those of
// the source.
std::string column_numbers(const Relation& relation, const std::vector<std::string>& columns) {
    std::string numbers;
    for (const std::string& column : columns) {
        numbers += fmt::format(
            "{}(SELECT a.attnum FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = {} AND "
            "a.attname = {})",
            numbers.empty() ? "" : ", ", as_regclass(relation), pg::quote_literal(column));
    }
    return "ARRAY[" + numbers + "]::pg_catalog.int2[]";
}

std::string has_foreign_key(const Catalog& catalog, const Reference& reference) {
    const auto names = [&](const Relation& relation, const ColumnList& columns) {
        return column_numbers(relation, catalog.table(relation.table).names_of(columns));
    };
    return fmt::format(
        "EXISTS (SELECT FROM pg_catalog.pg_constraint AS k WHERE k.contype = 'f' AND "
        "k.convalidated "
        "AND k.conrelid = {} AND k.confrelid = {} AND k.conkey = {} AND k.confkey = {})",
        as_regclass(reference.child), as_regclass(reference.parent),
        names(reference.child, reference.child_columns),
        names(reference.parent, reference.parent_columns));
}

// Rows that dangle in the source and are kept so. Some of them may refer to nothing in the twin, as
// another reference's cut left NULL what `when` or an expression looks at.
struct Excepted {
    std::uint64_t rows = 0;
    bool at_most = false;
};

// By TableId: whether rows may have a NULL in the twin that the source does not have there.
IdVector<TableId, bool> find_nulled_tables(const RowPlan& plan, const Closure& closure) {
    IdVector<TableId, bool> nulled(plan.catalog.tables.size(), false);
    for (const TableId table : nulled.ids()) {
        nulled[table] = !closure.patches.at(table).nulled.empty();
    }
    for (const ReferencePlan& each : plan.references) {
        const Reference& reference = plan.catalog.reference(each.reference);
        // A mask may be NULL, or one for several values.
        for (const TableId id : reference.child.tables()) {
            const TablePlan& child = plan.table(id);
            const ColumnList columns =
                plan.catalog.columns_in(id, reference.child.table, reference.child_columns);
            const bool masked =
                std::any_of(columns.begin(), columns.end(),
                            [&](std::uint16_t column) { return child.masks_column(column); });
            const bool taken_out = reference.elements && leaves_null(each.cut);
            nulled[id] = nulled[id] || each.cut == Cut::always || taken_out || masked;
        }
    }
    return nulled;
}

// One row of text where the reference does not hold; the count is only taken where no constraint
// vouches for it, as CASE does not run the other branch.
std::string render_reference(const Catalog& catalog, const Reference& reference,
                             const Excepted& excepted) {
    const bool parent_in_twin = has_parent_rows(catalog, reference);
    const std::string count =
        "SELECT pg_catalog.count(*) " + render_dangling_from(catalog, reference, parent_in_twin);
    const std::string found = parent_in_twin && reference.declared()
                                  ? fmt::format("CASE WHEN {} THEN 0 ELSE ({}) END",
                                                has_foreign_key(catalog, reference), count)
                                  : fmt::format("({})", count);
    const std::string what = fmt::format("{} ({}) to {}", reference.child.name.text(),
                                         reference.name, reference.parent.name.text());
    const char* const why =
        excepted.at_most && !reference.declared()
            ? ": a cut left NULL what its columns or its `when` look at; cut this one too"
            : "";
    return fmt::format("SELECT {} || r.rows || {} FROM (SELECT {} AS rows) AS r WHERE r.rows {} {}",
                       pg::quote_literal(what + ": "),
                       pg::quote_literal(fmt::format(" {} without their parent row, {} expected{}",
                                                     reference.elements ? "elements" : "rows",
                                                     excepted.rows, why)),
                       found, excepted.at_most ? ">" : "<>", excepted.rows);
}

}  // namespace

std::vector<Check> make_proof(const Plan& plan, const Closure& closure, TargetMode mode) {
    const IdVector<TableId, bool> nulled = find_nulled_tables(plan, closure);
    std::vector<Check> checks;
    std::string query;
    std::size_t count = 0;
    const auto finish = [&] {
        if (!query.empty()) {
            checks.push_back({std::move(query),
                              "Unless a cut is named, this is a fault of the program, or of the "
                              "script that `after` names in [target]."});
        }
        query.clear();
        count = 0;
    };
    for (const Reference& reference : plan.catalog.references) {
        if (!plan.catalog.in_scope(reference.child) || !plan.in_twin(reference.id) ||
            may_dangle_by_kept_rows(plan, mode, reference)) {
            continue;
        }
        // What was NULLed or dropped is not there any more.
        const bool kept = plan.reference(reference.id).dangling == Dangling::keep;
        const std::vector<TableId> children = reference.child.tables();
        const Excepted excepted{
            kept ? closure.references.at(reference.id).dangling : 0,
            std::any_of(children.begin(), children.end(), [&](TableId id) { return nulled[id]; })};
        query += (query.empty() ? "" : "\nUNION ALL\n") +
                 render_reference(plan.catalog, reference, excepted);
        if (++count == references_in_a_check) {
            finish();
        }
    }
    finish();
    return checks;
}

}  // namespace subset
