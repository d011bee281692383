#include "script/difference/make_difference_script.hpp"

#include "script/difference/difference_tables.hpp"
#include "script/difference/not_by_difference.hpp"
#include "script/difference/sequence_restarts.hpp"
#include "script/finishing_sql.hpp"
#include "script/keep/keep_sequences.hpp"
#include "script/keep/kept_rows.hpp"
#include "script/script_maker.hpp"
#include "script/sequence_places.hpp"
#include "script/take_out_elements.hpp"
#include "twin/fingerprint/schema_print.hpp"

#include <fmt/format.h>

namespace subset {
namespace {

// Its constraint is NOT VALID in a twin that is made anew.
void check_nothing_dangles(const Plan& plan, const Closure& closure) {
    for (const Reference& reference : plan.catalog.references) {
        if (reference.declared() && plan.in_twin(reference.id) &&
            plan.reference(reference.id).dangling == Dangling::keep &&
            closure.references.at(reference.id).dangling > 0) {
            throw NotByDifference{explain_dangling(reference)};
        }
    }
}

std::string render_sequences(const TargetConfig& config, const Plan& plan, const KeptSchema& kept) {
    const std::vector<Sequence> places = find_sequence_places(plan);
    return keeps_schema(config.mode) ? make_keep_sequences(plan.catalog, places, kept).restarts
                                     : render_sequence_restarts(plan.catalog, places, kept);
}

}  // namespace

TargetScript make_difference_script(const Config& config, const Plan& plan, const Closure& closure,
                                    const StandingTwin& standing, const TargetState& state,
                                    const Stamp& stamp) {
    check_nothing_dangles(plan, closure);
    if (!render_elements_to_take_out(plan, closure).empty()) {
        throw NotByDifference{
            "elements of arrays refer to rows that do not come, and are taken out when the rows "
            "are in the target"};
    }
    const TargetConfig& target = config.target;
    ScriptMaker maker{render_settings(target.lock_timeout, state.server_version_num)};
    maker.warn(standing.kept.warnings);
    maker.note(standing.kept.notes);
    maker.warn(make_sequences(plan.catalog, find_sequence_places(plan), {}).warnings);

    add_extension_rows(maker, plan.catalog, closure.extension_rows);
    maker.then(Stage::load, "rows that differ",
               WriteDifference{make_difference_tables(plan, closure, standing.kept, config.limits),
                               make_difference_views(standing), config.limits.memory_bytes});
    add_kept_rows(maker, plan, target.mode);
    if (std::string restarts = render_sequences(target, plan, standing.kept); !restarts.empty()) {
        maker.then(Stage::finish, "sequences", RunGenerated{std::move(restarts)});
    }
    add_user_script(maker, target);
    add_proof(maker, target, plan, closure);
    maker.then(Stage::finish, "stamp",
               WriteStamp{stamp, state.database, state.comment,
                          stamp.prints ? render_schema_print_query(plan.catalog.schemas) : ""});
    TargetScript script = maker.take();
    script.keeps_schema = keeps_schema(target.mode);
    script.lock_timeout = target.lock_timeout;
    return script;
}

}  // namespace subset
