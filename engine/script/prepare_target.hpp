// prepare_target.hpp
//
// What must be known of the target, and begun, before the closure: its own schema, or the source's,
// which is dumped while the rows are read. With the closure it becomes the target script.
//
// Thread-safety: one thread.
#pragma once

#include "dump/dump.hpp"
#include "dump/schema_sections.hpp"
#include "plan/plan.hpp"
#include "script/difference/choose_way.hpp"
#include "script/extension_care.hpp"
#include "script/target_script.hpp"
#include "source/snapshot/source_snapshot.hpp"
#include "twin/open_target.hpp"
#include "twin/schema/kept_schema.hpp"
#include "twin/schema/source_objects.hpp"
#include "twin/schema/survey.hpp"

#include <memory>
#include <optional>

namespace subset {

class TargetPreparation {
public:
    // Looks at both ends; starts pg_dump, or with mode = "keep" fits the plan to the target.
    // `config` and `target` must outlive this.
    //
    // Requires: nothing else uses the snapshot's reader.
    // Throws:   refused, privilege; system; with mode = "keep" target_schema, policy.
    // Cost:     five round trips on the source and eight on the target, none there for a file; with
    //           atomic = "database" one more and three more; with mode = "keep" nine on the target
    //           alone.
    // `no_difference`: why rows alone could not be written, as an attempt of this run has found;
    //           empty where there was none.
    TargetPreparation(const Config& config, Plan plan, OpenTarget& target, SourceSnapshot& snapshot,
                      const Cancellation& cancellation, const std::string& no_difference = {});

    [[nodiscard]] const Plan& plan() const noexcept { return plan_; }

    // The objects in no schema that the run makes: for the stamp.
    [[nodiscard]] std::string made() const;
    // With atomic = "rows": whether rows alone are written, or why not.
    [[nodiscard]] const std::optional<ChosenWay>& way() const noexcept { return way_; }

    // Those that the target's role may write; the others are told with the script.
    [[nodiscard]] std::vector<ExtensionRows> choose(std::vector<ExtensionRows> rows);

    // Waits for the dump. Requires: the snapshot stands.
    //
    // Throws: as SchemaDump::finish() and read_schema_sections(); config, where the schema itself
    //         holds personal data under unclassified = "strict"; lock_table; with mode = "keep"
    //         not_whole.
    [[nodiscard]] TargetScript make_script(const Closure& closure, const Stamp& stamp);

private:
    void tell_extensions(TargetScript& script) const;
    void tell_literals(const SchemaSections& sections, TargetScript& script) const;

    // The schema comes from the source.
    struct Replacement {
        Replacement(const Config& config, const RowPlan& plan, OpenTarget& target,
                    SourceSnapshot& snapshot, const Cancellation& cancellation);

        SchemaDump dump;  // works beside all that follows
        SourceObjects objects;
        TargetSurvey survey;
        std::optional<BesideDatabase> beside;  // with atomic = "database"
    };

    // With mode = "keep" and "add".
    void fit_to_kept(const Config& config, SourceSnapshot& snapshot, OpenTarget& target,
                     TargetFit& fit);
    [[nodiscard]] TargetScript make_replacing_script(const Closure& closure, const Stamp& stamp);

    const Config& whole_config_;
    const TargetConfig& config_;
    const MaskConfig& masks_;
    Plan plan_;
    const OpenTarget& target_;
    const Cancellation& cancellation_;
    ExtensionCare extensions_;
    std::optional<ChosenWay> way_;
    std::optional<KeptSchema> kept_;
    std::unique_ptr<Replacement> replacement_;  // where the schema comes from the source
};

}  // namespace subset
