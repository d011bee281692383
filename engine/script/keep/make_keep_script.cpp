#include "script/keep/make_keep_script.hpp"

#include "pg/quote.hpp"
#include "script/finishing_sql.hpp"
#include "script/keep/keep_sequences.hpp"
#include "script/keep/kept_rows.hpp"
#include "script/keep/kept_triggers.hpp"
#include "script/script_maker.hpp"
#include "script/sequence_places.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace subset {
namespace {

// TRUNCATE without ONLY would empty inheritance children, which may be none of ours; a partitioned
// table has no rows of its own.
std::string empty_tables(const KeptSchema& kept) {
    std::string sql;
    for (const KeptTable& table : kept.tables) {
        if (table.keeps_rows) {
            continue;
        }
        sql += fmt::format("{}{}{}", sql.empty() ? "TRUNCATE TABLE " : ", ",
                           table.partitioned ? "" : "ONLY ", pg::quote_name(table.name));
    }
    // The server looks for a table that references one of these by its triggers, and so does not
    // see that one with a NOT ENFORCED key alone is among them (POSTGRES.md 44). CASCADE adds
    // nothing: whatever references an emptied table is emptied too, or its constraint is dropped.
    const bool unseen = std::any_of(kept.references.begin(), kept.references.end(),
                                    [](const KeptReference& each) { return !each.enforced; });
    return sql + (unseen ? " CASCADE" : "");
}

// The place of each emptied table in the load order; none where it is the target's own.
std::map<std::size_t, std::size_t> make_places(const Plan& plan, const KeptSchema& kept) {
    std::map<std::size_t, std::size_t> places;
    for (const TableId table : plan.graph.load_order) {
        if (const auto found = kept.by_source.find(table); found != kept.by_source.end()) {
            places.emplace(found->second, places.size());
        }
    }
    return places;
}

// Whether a child's rows come before their parents: in a cycle, or by a foreign key that only the
// target has.
bool comes_early(const KeptReference& reference, const std::map<std::size_t, std::size_t>& places) {
    const auto child = places.find(reference.child);
    const auto parent = places.find(reference.parent);
    return child != places.end() && parent != places.end() && child->second < parent->second;
}

std::string render_constraint(const KeptReference& reference, std::string_view how) {
    return fmt::format("ALTER TABLE {} ALTER CONSTRAINT {} {}; ",
                       pg::quote_name(reference.relation), pg::quote_identifier(reference.name),
                       how);
}

struct Deferred {
    std::string defer;
    std::string put_back;
};

Deferred make_deferred(const Plan& plan, const KeptSchema& kept) {
    const std::map<std::size_t, std::size_t> places = make_places(plan, kept);
    Deferred deferred;
    for (const KeptReference& reference : kept.references) {
        // Whether new rows fit kept ones is checked when all have come.
        const bool into_kept =
            kept.tables[reference.parent].keeps_rows && !kept.tables[reference.child].keeps_rows;
        if ((comes_early(reference, places) || into_kept) && reference.enforced &&
            !reference.deferred && !kept.stands_in_way(reference)) {
            deferred.defer += render_constraint(reference, "DEFERRABLE INITIALLY DEFERRED");
            deferred.put_back +=
                render_constraint(reference, reference.deferrable ? "DEFERRABLE INITIALLY IMMEDIATE"
                                                                  : "NOT DEFERRABLE");
        }
    }
    return deferred;
}

// TRUNCATE refuses a table that one outside of its list references, and the rows that are kept may
// refer to rows that come again.
std::string drop_constraints(const KeptSchema& kept) {
    std::string sql;
    for (const KeptReference& reference : kept.references) {
        if (kept.stands_in_way(reference)) {
            sql += fmt::format("ALTER TABLE {} DROP CONSTRAINT {}; ",
                               pg::quote_name(reference.relation),
                               pg::quote_identifier(reference.name));
        }
    }
    return sql;
}

std::string add_constraints(const KeptSchema& kept) {
    std::string sql;
    for (const KeptReference& reference : kept.references) {
        if (!kept.stands_in_way(reference)) {
            continue;
        }
        const std::string table = pg::quote_name(reference.relation);
        const std::string name = pg::quote_identifier(reference.name);
        sql +=
            fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {}; ", table, name, reference.definition);
        if (!reference.comment.empty()) {
            sql += fmt::format("COMMENT ON CONSTRAINT {} ON {} IS {}; ", name, table,
                               pg::quote_literal(reference.comment));
        }
    }
    return sql;
}

// What is emptied and not filled again, with what it had.
std::string render_removed(const Plan& plan, const Closure& closure, const KeptSchema& kept) {
    std::string query;
    for (const KeptTable& table : kept.tables) {
        if (table.keeps_rows || (table.source && receives_rows(plan, closure, *table.source))) {
            continue;
        }
        query += fmt::format(
            "{}SELECT r.rows || CASE r.rows WHEN 1 THEN ' row' ELSE ' rows' END || {} FROM (SELECT "
            "pg_catalog.count(*) AS rows FROM {}{}) AS r WHERE r.rows > 0",
            query.empty() ? "" : " UNION ALL ",
            pg::quote_literal(fmt::format(" removed from {}, and none come", table.name.text())),
            table.partitioned ? "" : "ONLY ", pg::quote_name(table.name));
    }
    return query;
}

void add_rows(ScriptMaker& maker, const Plan& plan, const Closure& closure,
              const KeptSchema& kept) {
    for (const TableId table : plan.graph.load_order) {
        if (receives_rows(plan, closure, table)) {
            const bool freeze = !kept.table(table)->partitioned;
            maker.then(Stage::load, plan.catalog.table(table).name.text(), CopyIn{table, freeze});
        }
    }
}

void then_if_any(ScriptMaker& maker, Stage stage, const char* title, std::string sql) {
    if (!sql.empty()) {
        maker.then(stage, title, RunSql{std::move(sql)});
    }
}

}  // namespace

TargetScript make_keep_script(const TargetConfig& config, const Plan& plan, const Closure& closure,
                              const KeptSchema& kept, const TargetState& state,
                              const Stamp& stamp) {
    const Deferred deferred = make_deferred(plan, kept);
    std::vector<Fault> warnings = kept.warnings;
    SequenceSettings sequences =
        make_keep_sequences(plan.catalog, find_sequence_places(plan), kept);
    warnings.insert(warnings.end(), sequences.warnings.begin(), sequences.warnings.end());
    ScriptMaker maker{render_settings(config.lock_timeout, state.server_version_num)};
    maker.warn(warnings);

    maker.note(kept.notes);

    // The steps are in the one order that works (POSTGRES.md 43).
    then_if_any(maker, Stage::schema, "triggers", render_disabled_triggers(kept.triggers));
    if (std::string query = render_removed(plan, closure, kept); !query.empty()) {
        maker.then(Stage::schema, "emptying the tables", Tell{std::move(query)});
    }
    then_if_any(maker, Stage::schema, "constraints", drop_constraints(kept));
    then_if_any(maker, Stage::schema, "emptying the tables", empty_tables(kept));
    then_if_any(maker, Stage::schema, "constraints", deferred.defer);
    add_extension_rows(maker, plan.catalog, closure.extension_rows);
    add_rows(maker, plan, closure, kept);
    add_cuts_in_target(maker, plan, closure);
    add_kept_rows(maker, plan, config.mode);
    maker.then(
        Stage::finish, "constraints",
        RunSql{"SET CONSTRAINTS ALL IMMEDIATE; " + deferred.put_back + add_constraints(kept)});
    if (!sequences.restarts.empty()) {
        maker.then(Stage::finish, "sequences", RunGenerated{std::move(sequences.restarts)});
    }
    then_if_any(maker, Stage::finish, "triggers", render_triggers_put_back(kept.triggers));
    for (const QualifiedName& view : kept.views) {
        maker.then(Stage::finish, view.text(),
                   RunSql{"REFRESH MATERIALIZED VIEW " + pg::quote_name(view)});
    }
    add_user_script(maker, config);
    add_proof(maker, config, plan, closure);
    add_statistics(maker, plan, closure);
    maker.then(Stage::finish, "stamp", RunSql{render_stamp_sql(state, stamp)});
    then_if_any(maker, Stage::finish, "sequences of other roles", std::move(sequences.setval));
    TargetScript script = maker.take();
    script.keeps_schema = true;
    script.lock_timeout = config.lock_timeout;
    script.quick = closure.total_rows <= most_rows_of_quick;
    return script;
}

}  // namespace subset
