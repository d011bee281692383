#include "script/keep/kept_rows.hpp"

#include "config/toml/toml_text.hpp"
#include "pg/quote.hpp"
#include "script/finishing_sql.hpp"
#include "script/proof/dangling_sql.hpp"
#include "script/take_out_elements.hpp"

#include <fmt/format.h>

#include <string>

namespace subset {
namespace {

bool keeps(const RowPlan& plan, const Relation& relation) {
    return plan.table(relation.table).rows == RowsRule::keep;
}

// What becomes of rows whose reference dangles.
enum class Fate : std::uint8_t { refused, nulled, dropped, told };

Fate find_fate(const Plan& plan, TargetMode mode, const Reference& reference,
               const ColumnList& nullable) {
    const ReferencePlan& each = plan.reference(reference.id);
    const bool own = keeps(plan, reference.child);
    if (may_dangle_by_kept_rows(plan, mode, reference)) {
        return Fate::told;
    }
    const bool null = each.cut_rule.has_value() || (own && each.dangling == Dangling::null);
    if (null && !nullable.empty()) {
        return Fate::nulled;
    }
    return own && each.dangling == Dangling::drop ? Fate::dropped : Fate::refused;
}

// "public.people (people_tariff_id_fkey) to public.tariffs".
std::string describe(const Reference& reference) {
    return fmt::format("{} ({}) to {}", reference.child.name.text(), reference.name,
                       reference.parent.name.text());
}

// A line of text with the number of rows in front, where there are any.
std::string render_count(std::string_view rows, std::string_view text) {
    return fmt::format(
        "SELECT r.rows || CASE r.rows WHEN 1 THEN ' row' ELSE ' rows' END || {} FROM (SELECT "
        "pg_catalog.count(*) AS rows {}) AS r WHERE r.rows > 0",
        pg::quote_literal(fmt::format(" of {}", text)), rows);
}

Tell make_change(const std::string& change, const std::string& text) {
    return {
        fmt::format("WITH done AS ({} RETURNING 1) {}", change, render_count("FROM done", text))};
}

std::string render_nulls(const Table& table, const ColumnList& columns) {
    std::string nulls;
    for (const std::uint16_t column : columns) {
        nulls += fmt::format("{}{} = NULL", nulls.empty() ? "" : ", ",
                             pg::quote_identifier(table.columns[column].name));
    }
    return nulls;
}

// The entry that would leave NULL instead.
std::string render_cut(const Catalog& catalog, const Reference& reference) {
    return fmt::format(
        "[[cut]] table = {} columns = {} parent = {}",
        config::render_string(reference.child.name.text()),
        config::render_list(catalog.table(reference.child.table).names_of(reference.child_columns)),
        config::render_string(reference.parent.name.text()));
}

Check make_check(const RowPlan& plan, const Reference& reference, bool nullable) {
    const Catalog& catalog = plan.catalog;
    const bool own = keeps(plan, reference.child);
    const std::string text =
        own ? fmt::format(
                  "{}, which keeps its rows, would refer by {} to rows of {} that are not "
                  "in the twin",
                  reference.child.name.text(), reference.name, reference.parent.name.text())
            : fmt::format(
                  "{} would refer by {} to rows of {} that the target, which keeps its "
                  "own there, does not have",
                  reference.child.name.text(), reference.name, reference.parent.name.text());
    const std::string count = render_count(render_dangling_from(catalog, reference), text);
    const std::string keys = fmt::format(
        "SELECT ' (such as ' || pg_catalog.string_agg(pg_catalog.btrim(k::pg_catalog.text, '()'), "
        "'; ') || ')' FROM ({}) AS k",
        render_dangling_keys(catalog, reference));
    std::string hint;
    if (nullable) {
        hint = fmt::format("{} leaves NULL in them. ", render_cut(catalog, reference));
    }
    hint += own ? "[source] dangling = \"drop\" lets such rows of the target go, \"null\" leaves "
                  "NULL where it can; or ask for the rows that they refer to."
                : fmt::format("Or let the rows of {} come from the source too.",
                              reference.parent.name.text());
    return {fmt::format("SELECT f.line || ({}) FROM ({}) AS f (line)", keys, count), hint};
}

void add_step(ScriptMaker& maker, const Plan& plan, TargetMode mode, const Reference& reference) {
    const Catalog& catalog = plan.catalog;
    const Table& child = catalog.table(reference.child.table);
    const ColumnList& nullable = plan.reference(reference.id).nullable_in(child.id);
    const std::string item = render_from_item(catalog, reference.child) + " AS c";
    const std::string dangles = render_dangling_condition(catalog, reference);
    const std::string title = "kept rows";
    switch (find_fate(plan, mode, reference, nullable)) {
        case Fate::nulled:
            maker.then(
                Stage::load, title,
                reference.elements
                    ? make_change(render_take_out(plan, reference),
                                  describe(reference) +
                                      ": elements taken out, as their parent row is not there")
                    : make_change(
                          fmt::format("UPDATE {} SET {} WHERE {}", item,
                                      render_nulls(child, nullable), dangles),
                          describe(reference) + ": NULL now, as their parent row is not there"));
            break;
        case Fate::dropped:
            maker.then(
                Stage::load, title,
                make_change(fmt::format("DELETE FROM {} WHERE {}", item, dangles),
                            describe(reference) + ": removed, as their parent row is not there"));
            break;
        case Fate::told:
            maker.then(Stage::load, title,
                       Tell{render_count(render_dangling_from(catalog, reference),
                                         describe(reference) + ": without their parent row")});
            return;
        case Fate::refused:
            break;
    }
    maker.then(Stage::load, title, make_check(plan, reference, !nullable.empty()));
}

}  // namespace

bool touches_kept_rows(const Plan& plan, const Reference& reference) {
    const bool in_twin = plan.in_twin(reference.id) &&
                         plan.catalog.table(reference.child.table).in_scope &&
                         plan.catalog.table(reference.parent.table).in_scope;
    const bool comes = keeps(plan, reference.child) || plan.table(reference.child.table).reachable;
    return in_twin && comes && (keeps(plan, reference.child) || keeps(plan, reference.parent));
}

bool may_dangle_by_kept_rows(const Plan& plan, TargetMode mode, const Reference& reference) {
    const ReferencePlan& each = plan.reference(reference.id);
    // Where the schema is the source's, its constraint is NOT VALID in the twin as it is there.
    const bool unproven =
        !reference.declared() || (!reference.validated && mode == TargetMode::replace);
    return touches_kept_rows(plan, reference) && each.dangling == Dangling::keep && unproven &&
           !each.cut_rule;
}

std::vector<Oid> find_kept_sequences(const RowPlan& plan) {
    std::vector<Oid> sequences;
    for (const Sequence& sequence : plan.catalog.sequences) {
        if (sequence.owner && plan.table(*sequence.owner).rows == RowsRule::keep) {
            sequences.push_back(sequence.oid);
        }
    }
    return sequences;
}

void add_kept_rows(ScriptMaker& maker, const Plan& plan, TargetMode mode) {
    // Parents first: a row that goes may leave others without their parent.
    for (const TableId table : plan.graph.load_order) {
        for (const ReferenceId id : plan.graph.parents_of[table]) {
            const Reference reference = plan.catalog.reference_of(id, table);
            if (touches_kept_rows(plan, reference)) {
                add_step(maker, plan, mode, reference);
            }
        }
    }
}

void add_aside_rows(ScriptMaker& maker, const Plan& plan, const AsideRows& aside,
                    bool from_beside) {
    if (from_beside && !aside.parts.empty()) {
        maker.then(Stage::load, "kept rows", BringKept{aside});
    } else if (!aside.bring_back.empty()) {
        maker.then(Stage::load, "kept rows", RunSql{aside.bring_back});
    }
    // Whether references dangle is asked by joins.
    if (!aside.tables.empty()) {
        maker.then(Stage::load, "statistics", RunSql{render_analyze(aside.tables)});
    }
    add_kept_rows(maker, plan, TargetMode::replace);
}

std::set<Oid> find_tables_beside_kept_rows(const Plan& plan) {
    std::set<Oid> found;
    const auto add = [&](TableId table) { found.insert(plan.catalog.table(table).oid); };
    for (const TablePlan& each : plan.tables) {
        if (each.rows == RowsRule::keep) {
            add(each.table);
        }
    }
    for (const TableId table : plan.graph.load_order) {
        for (const ReferenceId id : plan.graph.parents_of[table]) {
            const Reference reference = plan.catalog.reference_of(id, table);
            if (touches_kept_rows(plan, reference)) {
                add(reference.child.table);
                add(reference.parent.table);
            }
        }
    }
    return found;
}

}  // namespace subset
