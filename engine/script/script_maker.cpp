#include "script/script_maker.hpp"

#include "script/extension_care.hpp"
#include "script/finishing_sql.hpp"
#include "script/proof/mask_proof.hpp"
#include "script/proof/proof.hpp"
#include "script/take_out_elements.hpp"

namespace subset {

bool receives_rows(const Plan& plan, const Closure& closure, TableId table) {
    const TablePlan& planned = plan.table(table);
    return plan.catalog.table(table).in_scope && plan.in_twin(table) &&
           !takes_no_rows(planned.rows) &&
           (planned.streamable || closure.tables.at(table).rows > 0);
}

void add_extension_rows(ScriptMaker& maker, const Catalog& catalog,
                        const std::vector<ExtensionRows>& rows) {
    for (const ExtensionRows& each : rows) {
        const ExtensionRelation& relation = catalog.extension_relations.at(each.relation);
        if (relation.is_sequence) {
            maker.then(Stage::load, relation.name.text(),
                       RunSql{render_raise_sequence(relation, each)});
        } else {
            maker.then(Stage::load, relation.name.text(), make_copy_beside(relation, each));
        }
    }
}

void add_cuts_in_target(ScriptMaker& maker, const Plan& plan, const ClosureCounts& counts) {
    if (std::string sql = render_elements_to_take_out(plan, counts); !sql.empty()) {
        maker.then(Stage::load, "elements of arrays", RunSql{std::move(sql)});
    }
    if (std::string sql = render_cuts_in_target(plan); !sql.empty()) {
        maker.then(Stage::load, "cuts", RunSql{std::move(sql)});
    }
}

void add_user_script(ScriptMaker& maker, const TargetConfig& config) {
    if (config.after) {
        maker.then(Stage::finish, "after",
                   RunUserScript{config.after_sql, config.after->value, config.after->place});
    }
}

void add_proof(ScriptMaker& maker, const TargetConfig& config, const Plan& plan,
               const Closure& closure) {
    for (Check& check : make_proof(plan, closure, config.mode)) {
        maker.then(Stage::finish, "proof", std::move(check));
    }
    for (CheckMasks& check : make_mask_proof(plan, closure.mask_samples, config.mode)) {
        maker.then(Stage::finish, "proof of masks", std::move(check));
    }
}

std::vector<QualifiedName> loaded_tables(const Plan& plan, const Closure& closure) {
    std::vector<QualifiedName> loaded;
    for (const Table& table : plan.catalog.tables) {
        if (receives_rows(plan, closure, table.id)) {
            loaded.push_back(table.name);
        }
    }
    return loaded;
}

void add_statistics(ScriptMaker& maker, const Plan& plan, const Closure& closure) {
    const std::vector<QualifiedName> loaded = loaded_tables(plan, closure);
    if (!loaded.empty()) {
        maker.then(Stage::finish, "statistics", RunSql{render_analyze(loaded)});
    }
}

}  // namespace subset
