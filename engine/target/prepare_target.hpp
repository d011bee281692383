// prepare_target.hpp
//
// What must be known of the target, and begun, before the closure: the schema is dumped while the
// rows are read. With the closure it becomes the target script. Stage target.
//
// Thread-safety: one thread.
#pragma once

#include "catalog/source_snapshot.hpp"
#include "subset/plan.hpp"
#include "subset/target_script.hpp"
#include "target/dump.hpp"
#include "target/open_target.hpp"
#include "target/source_objects.hpp"
#include "target/survey.hpp"

namespace subset {

class TargetPreparation {
public:
    // Looks at both ends, and starts pg_dump. `target` must outlive this.
    //
    // Requires: nothing else uses the snapshot's reader.
    // Throws:   refused, privilege; system.
    // Cost:     four round trips on the source and seven on the target; none there for a file.
    TargetPreparation(const Plan& plan, OpenTarget& target, SourceSnapshot& snapshot,
                      const Cancellation& cancellation);

    // Waits for the dump. Requires: the snapshot stands.
    //
    // Throws: as SchemaDump::finish() and read_schema_sections(); lock_table.
    [[nodiscard]] TargetScript make_script(const Plan& plan, const Closure& closure,
                                           const Stamp& stamp);

private:
    const OpenTarget& target_;
    const Cancellation& cancellation_;
    SourceObjects objects_;
    TargetSurvey survey_;
    SchemaDump dump_;
};

}  // namespace subset
