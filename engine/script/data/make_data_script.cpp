#include "script/data/make_data_script.hpp"

#include "pg/connection/connect.hpp"
#include "pg/quote.hpp"
#include "script/add/merge_sql.hpp"
#include "script/add/merge_tables.hpp"
#include "script/data/data_tables.hpp"
#include "script/data/load_time_sql.hpp"
#include "script/proof/mask_proof.hpp"
#include "script/script_maker.hpp"
#include "util/replace_all.hpp"

#include <fmt/format.h>

#include <utility>

namespace subset {
namespace {

// Settings that end with the transaction, as the session is whoever's loads the script.
std::string render_data_settings() {
    return replace_all(pg::text_settings(), "SET ", "SET LOCAL ") +
           "SET LOCAL client_min_messages = warning; SET LOCAL row_security = off; SET LOCAL jit = "
           "off";
}

void tell_left_out(const TargetConfig& config, const Plan& plan, const Closure& closure,
                   ScriptMaker& maker) {
    maker.note(
        {"the script has rows alone: it goes into a database that has the tables, brings "
         "the rows that are not there, and leaves those that are as they are"});
    if (!plan.catalog.materialized_views.empty()) {
        maker.note({"the script refreshes no materialized view"});
    }
    for (const ExtensionRows& each : closure.extension_rows) {
        const ExtensionRelation& relation = plan.catalog.extension_relations.at(each.relation);
        if (config.form == DataForm::inserts) {
            maker.note(
                {fmt::format("rows of {}, an extension's table, are left out of a script of "
                             "INSERT statements",
                             relation.name.text())});
        }
    }
}

}  // namespace

TargetScript make_data_script(const TargetConfig& config, const Plan& plan,
                              const Closure& closure) {
    const std::vector<MergeTable> tables = make_data_tables(plan, closure);
    ScriptMaker maker{render_data_settings()};
    tell_left_out(config, plan, closure, maker);
    if (config.form != DataForm::inserts) {
        add_extension_rows(maker, plan.catalog, closure.extension_rows);
    }
    for (const MergeTable& table : tables) {
        maker.then(Stage::load, table.name.text() + ": staging", RunSql{render_staging(table)});
        maker.then(
            Stage::load, table.name.text(),
            CopyIn{TableId{static_cast<std::uint32_t>(table.number)}, false, name_staging(table)});
    }
    if (!tables.empty()) {
        maker.then(Stage::finish, "triggers and rules", RunSql{render_quiet_tables(tables)});
        maker.then(Stage::finish, "rows that are not there",
                   RunSql{render_merge(tables, false) + ";\nSET CONSTRAINTS ALL IMMEDIATE"});
        maker.then(Stage::finish, "triggers and rules", RunSql{render_tables_put_back()});
        maker.then(Stage::finish, "sequences", RunSql{render_raised_sequences(plan, tables)});
    }
    add_user_script(maker, config);
    for (const MergeTable& table : tables) {
        maker.then(Stage::finish, "proof", Check{render_missing(table, false), {}});
    }
    for (Check& check : check_merged_references(plan, closure, tables)) {
        maker.then(Stage::finish, "proof", std::move(check));
    }
    for (CheckMasks& check : make_mask_proof(plan, closure.mask_samples, config.mode)) {
        maker.then(Stage::finish, "proof of masks", std::move(check));
    }
    TargetScript script = maker.take();
    script.rows_alone = config.form;
    return script;
}

}  // namespace subset
