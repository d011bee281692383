#include "script/make_target_script.hpp"

#include "dump/foreign_key_entry.hpp"
#include "mask/masks.hpp"
#include "pg/quote.hpp"
#include "script/drop.hpp"
#include "script/finishing_sql.hpp"
#include "script/keep/kept_rows.hpp"
#include "script/proof/check_by_merging.hpp"
#include "script/proof/not_valid.hpp"
#include "script/script_maker.hpp"
#include "script/sequence_places.hpp"
#include "script/side_by_side.hpp"
#include "twin/fingerprint/schema_print.hpp"
#include "twin/schema/privileges.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string_view>
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

// What is dropped with the schemas may have taken it along: "CAST IF EXISTS (bigint AS inet)".
std::string drop_name(const std::string& phrase) {
    for (const std::string_view kind : {"CAST ", "TRANSFORM ", "ACCESS METHOD ", "SERVER ",
                                        "FOREIGN DATA WRAPPER ", "LANGUAGE "}) {
        if (phrase.starts_with(kind)) {
            return fmt::format("{}IF EXISTS {}", kind, phrase.substr(kind.size()));
        }
    }
    return phrase;
}

enum class Destination : std::uint8_t {
    in_place,   // in the target, in one transaction
    in_pieces,  // in the target, in several
    beside,     // a new database
    file,       // any empty database, by whoever loads the script
};

Destination destination_of(const TargetConfig& target) {
    if (target.file) {
        return Destination::file;
    }
    return target.atomic == Atomic::database ? Destination::beside
           : target.atomic == Atomic::none   ? Destination::in_pieces
                                             : Destination::in_place;
}

void add_schema(ScriptMaker& maker, const TargetSurvey& survey, const SchemaSections& sections,
                Destination destination) {
    if (!survey.aside.parts.empty() && destination != Destination::beside) {
        maker.then(Stage::schema, "putting kept rows aside",
                   RunSql{render_put_aside(survey.aside)});
    }
    if (destination == Destination::in_place || destination == Destination::in_pieces) {
        // In one transaction all locks are held to the end in any case.
        const std::size_t tables_at_once = destination == Destination::in_pieces ? 20 : 1'000'000;
        maker.then(Stage::schema, "dropping the old twin",
                   RunGenerated{
                       render_drop_query(survey.replaced, tables_at_once, survey.outside_dropped)});
    }
    if (!survey.outside_dropped.empty() && destination != Destination::beside) {
        std::string sql;
        for (const std::string& phrase : survey.outside_dropped) {
            sql += "DROP " + drop_name(phrase) + "; ";
        }
        maker.then(Stage::schema, "objects in no schema", RunSql{std::move(sql)});
    }
    if (!sections.schemas_first.empty()) {
        maker.then(Stage::schema, "schemas", RunSql{create_schemas(sections.schemas_first)});
    }
    if (!sections.pre_data.empty()) {
        maker.then(Stage::schema, "tables", RunSection{sections.pre_data});
    }
}

void add_rows(ScriptMaker& maker, const Plan& plan, const Closure& closure,
              Destination destination) {
    for (const TableId table : plan.graph.load_order) {
        if (receives_rows(plan, closure, table)) {
            const Table& found = plan.catalog.table(table);
            // Whoever loads a script may not do it in one transaction.
            const bool freeze = found.kind == TableKind::plain && destination != Destination::file;
            maker.beside(Stage::load, found.name.text(), CopyIn{table, freeze});
        }
    }
}

void add_rows_and_post_data(ScriptMaker& maker, const Plan& plan, const Closure& closure,
                            const SchemaSections& sections, const TargetState& state,
                            const AsideRows& aside, Destination destination) {
    std::vector<SchemaEntry> post_data;
    if (!sections.post_data.empty()) {
        post_data = mark_not_valid(plan, closure, sections.post_data, state.server_version_num);
        if (destination != Destination::file) {  // nothing is known of who will load it
            post_data = check_by_merging(plan.catalog, closure, std::move(post_data));
        }
    }
    if (destination == Destination::beside || destination == Destination::in_pieces) {
        add_side_by_side(maker, plan, closure, sections, {post_data, aside});
        return;
    }
    add_rows(maker, plan, closure, destination);
    add_aside_rows(maker, plan, aside, false);
    add_cuts_in_target(maker, plan, closure);
    // Foreign keys are checked by joins, which the server plans by the statistics.
    const auto first = std::find_if(post_data.begin(), post_data.end(), is_foreign_key);
    if (first - post_data.begin() > 1) {  // more than the preamble
        maker.then(Stage::finish, "indexes and constraints",
                   RunSection{{post_data.begin(), first}});
    }
    add_statistics(maker, plan, closure);
    if (first != post_data.end()) {
        RunSection foreign_keys{{post_data.front()}};
        foreign_keys.entries.insert(foreign_keys.entries.end(), first, post_data.end());
        maker.then(Stage::finish, "foreign keys", std::move(foreign_keys));
    }
}

void add_materialized_views(ScriptMaker& maker, const Plan& plan, const SchemaSections& sections) {
    const std::vector<std::string>& schemas = plan.catalog.schemas;
    for (const MaterializedView& view : plan.catalog.materialized_views) {
        const bool left_out =
            contains(sections.left_out, view.oid) || !contains(schemas, view.name.schema);
        if (view.populated && !view.reads_elsewhere && !left_out) {
            maker.then(Stage::finish, view.name.text(),
                       RunSql{"REFRESH MATERIALIZED VIEW " + pg::quote_name(view.name)});
        }
    }
}

}  // namespace

TargetScript make_target_script(const TargetConfig& config, const Plan& plan,
                                const Closure& closure, const SchemaSections& sections,
                                const TargetState& state, const TargetSurvey& survey,
                                const Stamp& stamp) {
    const Destination destination = destination_of(config);
    const std::chrono::milliseconds lock_timeout =
        destination == Destination::beside ? std::chrono::milliseconds{0}  // there is nobody else
                                           : config.lock_timeout;
    std::vector<Oid> own_sequences = find_kept_sequences(plan);
    own_sequences.insert(own_sequences.end(), sections.left_out.begin(), sections.left_out.end());
    Sequences sequences = make_sequences(plan.catalog, find_sequence_places(plan), own_sequences);
    ScriptMaker maker{destination == Destination::file
                          ? render_script_settings()
                          : render_settings(lock_timeout, state.server_version_num)};
    maker.warn(survey.warnings);
    maker.note(survey.aside.notes);
    if (destination == Destination::beside && !survey.aside.parts.empty()) {
        maker.note(
            {"kept rows move just before the new twin takes the old one's place: nobody can "
             "connect to the target from then on until the end"});
    }
    if (destination != Destination::beside) {  // which has none of them
        maker.warn(survey.outside_warnings);
    }
    maker.warn(sections.warnings);
    maker.warn(sequences.warnings);

    if (destination == Destination::in_pieces) {
        Stamp incomplete = stamp;
        incomplete.identity.incomplete = true;
        incomplete.identity.saved_privileges = survey.privileges;
        for (const std::string& line : made_by_earlier_run(state)) {
            incomplete.identity.made += line + "\n";
        }
        maker.then(Stage::schema, "stamp", RunSql{render_stamp_sql(state, incomplete)});
    }
    add_schema(maker, survey, sections, destination);
    add_extension_rows(maker, plan.catalog, closure.extension_rows);
    add_rows_and_post_data(maker, plan, closure, sections, state, survey.aside, destination);
    if (!sequences.sql.empty()) {
        maker.then(
            Stage::finish, "sequences",
            RunSql{destination == Destination::file ? without_results(std::move(sequences.sql))
                                                    : std::move(sequences.sql)});
    }
    add_materialized_views(maker, plan, sections);
    if (destination != Destination::file) {
        maker.then(Stage::finish, "privileges",
                   RunGenerated{render_restore_privileges(survey.privileges, survey.replaced)});
    }
    add_user_script(maker, config);
    add_proof(maker, config, plan, closure);
    // With FORCE, row security would hide rows from their owner: not before the proof (POSTGRES.md
    // 37).
    if (!sections.row_security.empty()) {
        maker.then(Stage::finish, "row security", RunSection{sections.row_security});
    }
    if (config.after) {  // it may have changed any of them
        maker.then(Stage::finish, "statistics",
                   RunGenerated{render_analyze_query(loaded_tables(plan, closure))});
    }
    if (destination != Destination::file && has_owners(survey.privileges)) {
        maker.then(Stage::finish, "owners",
                   RunGenerated{render_restore_owners(survey.privileges, survey.replaced)});
    }
    // Which database a script goes into is not known; where several connections work, the executor
    // writes the stamp when all of them are done.
    if (destination == Destination::in_place) {
        maker.then(Stage::finish, "stamp",
                   WriteStamp{stamp, state.database, state.comment,
                              stamp.prints ? render_schema_print_query(plan.catalog.schemas) : ""});
    }
    TargetScript script = maker.take();
    script.in_pieces = destination == Destination::in_pieces;
    script.lock_timeout = config.lock_timeout;
    script.quick = closure.total_rows <= most_rows_of_quick;
    return script;
}

}  // namespace subset
