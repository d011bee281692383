#include "target/make_target_script.hpp"

#include "pg/quote.hpp"
#include "target/drop.hpp"
#include "target/finishing_sql.hpp"
#include "target/not_valid.hpp"
#include "target/privileges.hpp"
#include "target/script_maker.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <utility>

namespace subset {
namespace {

std::string create_schemas(const std::vector<std::string>& schemas) {
    std::string sql;
    for (const std::string& schema : schemas) {
        sql += "CREATE SCHEMA IF NOT EXISTS " + pg::quote_identifier(schema) + "; ";
    }
    return sql;
}

// A script is for an empty database.
bool is_for_file(const Plan& plan) { return plan.config.target.file.has_value(); }

void add_schema(ScriptMaker& maker, const Plan& plan, const SchemaSections& sections,
                const std::string& settings) {
    maker.then(Stage::schema, "settings", RunSql{settings});
    if (!is_for_file(plan)) {
        maker.then(Stage::schema, "dropping the old twin",
                   RunGenerated{render_drop_query(plan.catalog.schemas)});
    }
    if (!sections.schemas_first.empty()) {
        maker.then(Stage::schema, "schemas", RunSql{create_schemas(sections.schemas_first)});
    }
    if (!sections.pre_data.empty()) {
        maker.then(Stage::schema, "tables", RunSection{sections.pre_data});
        maker.then(Stage::schema, "settings", RunSql{settings});
    }
}

void add_rows(ScriptMaker& maker, const Plan& plan, const Closure& closure) {
    std::vector<std::pair<std::string, CopyIn>> copies;
    for (const TableId table : plan.graph.load_order) {
        if (receives_rows(plan, closure, table)) {
            const Table& found = plan.catalog.table(table);
            // Whoever loads a script may not do it in one transaction.
            const bool freeze = found.kind == TableKind::plain && !is_for_file(plan);
            copies.emplace_back(found.name.text(), CopyIn{table, freeze});
        }
    }
    maker.then_side_by_side(Stage::load, std::move(copies));
}

void add_materialized_views(ScriptMaker& maker, const Plan& plan, const SchemaSections& sections) {
    const std::vector<std::string>& schemas = plan.catalog.schemas;
    for (const MaterializedView& view : plan.catalog.materialized_views) {
        const bool left_out =
            contains(sections.left_out, view.oid) || !contains(schemas, view.name.schema);
        if (view.populated && !left_out) {
            maker.then(Stage::finish, view.name.text(),
                       RunSql{"REFRESH MATERIALIZED VIEW " + pg::quote_name(view.name)});
        }
    }
}

}  // namespace

TargetScript make_target_script(const Plan& plan, const Closure& closure,
                                const SchemaSections& sections, const TargetState& state,
                                const TargetSurvey& survey, const Stamp& stamp) {
    const TargetConfig& config = plan.config.target;
    const std::string settings = is_for_file(plan)
                                     ? render_script_settings(state.server_version_num)
                                     : render_settings(config, state.server_version_num);
    Sequences sequences = make_sequences(plan.catalog, sections.left_out);
    ScriptMaker maker;
    maker.warn(survey.warnings);
    maker.warn(sections.warnings);
    maker.warn(sequences.warnings);

    add_schema(maker, plan, sections, settings);
    add_rows(maker, plan, closure);
    if (!sections.post_data.empty()) {
        maker.then(Stage::finish, "indexes and constraints",
                   RunSection{mark_not_valid(plan, closure, sections.post_data,
                                             state.server_version_num)});
        maker.then(Stage::finish, "settings", RunSql{settings});
    }
    if (!sequences.sql.empty()) {
        maker.then(Stage::finish, "sequences", RunSql{std::move(sequences.sql)});
    }
    add_materialized_views(maker, plan, sections);
    if (!is_for_file(plan)) {
        maker.then(
            Stage::finish, "privileges",
            RunGenerated{render_restore_privileges(survey.privileges, plan.catalog.schemas)});
    }
    add_user_script(maker, config, settings);
    add_proof(maker, plan, closure);
    // With FORCE, row security would hide rows from their owner: not before the proof (fact 15).
    if (!sections.row_security.empty()) {
        maker.then(Stage::finish, "row security", RunSection{sections.row_security});
        maker.then(Stage::finish, "settings", RunSql{settings});
    }
    add_statistics(maker, plan, closure);
    // Which database a script goes into is not known.
    if (!is_for_file(plan)) {
        maker.then(Stage::finish, "stamp", RunSql{render_stamp_sql(state, stamp)});
    }
    return maker.take();
}

}  // namespace subset
