#include "target/prepare_target.hpp"

#include "target/make_target_script.hpp"

namespace subset {

TargetPreparation::TargetPreparation(const Plan& plan, OpenTarget& target, SourceSnapshot& snapshot,
                                     const Cancellation& cancellation)
    : target_{target},
      cancellation_{cancellation},
      objects_{read_source_objects(snapshot.reader(), plan, target.state)},
      survey_{target.channel
                  ? read_target_survey(*target.channel, target.state, plan.catalog, objects_)
                  : TargetSurvey{}},
      dump_{target.tools,
            pin_endpoint(snapshot.reader()),
            snapshot.id(),
            plan.config.source.lock_timeout,
            plan.catalog.other_schemas,
            cancellation} {}

TargetScript TargetPreparation::make_script(const Plan& plan, const Closure& closure,
                                            const Stamp& stamp) {
    const DumpFile schema = dump_.finish();
    const SchemaSections sections =
        read_schema_sections(schema, objects_, target_.state, survey_, cancellation_);
    if (target_.channel) {
        check_lock_budget(survey_.old_objects, sections.new_objects, target_.state);
    }
    return make_target_script(plan, closure, sections, target_.state, survey_, stamp);
}

}  // namespace subset
