#include "script/prepare_target.hpp"

#include "dump/personal_literals.hpp"
#include "script/add/make_add_script.hpp"
#include "script/data/make_data_script.hpp"
#include "script/fit_plan.hpp"
#include "script/keep/make_keep_script.hpp"
#include "script/make_target_script.hpp"
#include "twin/beside.hpp"
#include "twin/schema/type_drift.hpp"
#include "twin/third_database.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <utility>

namespace subset {
namespace {

// A database that is built beside has none of them.
std::vector<std::string> read_kept(const TargetConfig& config, OpenTarget& target) {
    return target.channel && config.atomic != Atomic::database
               ? read_kept_superuser_objects(*target.channel)
               : std::vector<std::string>{};
}

}  // namespace

namespace {

// The line of the config by which this target can be replaced without one transaction for all.
std::string find_way_without_locks(const Catalog& catalog, const OpenTarget& target) {
    try {
        pg::CopyChannel look = reopen_target(target, target.context, target.state.database);
        (void)read_beside(look, target.state, catalog, {});
        (void)open_third_database(target, *target.context.observer, *target.context.cancellation);
        return "Add this line to [target]: atomic = \"database\"; it is built beside, then, and "
               "swapped in.";
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::interrupted) {
            throw;
        }
        return "Add this line to [target]: atomic = \"none\"; it is built in place then, piece by "
               "piece, and a failure leaves it incomplete until the next run.";
    }
}

}  // namespace

TargetPreparation::Replacement::Replacement(const Config& config, const RowPlan& plan,
                                            OpenTarget& target, SourceSnapshot& snapshot,
                                            const Cancellation& cancellation)
    : dump{target.tools,
           snapshot.reader().endpoint(),
           snapshot.id(),
           config.source.lock_timeout,
           find_left_out(plan.catalog),
           cancellation},
      objects{read_source_objects(snapshot.reader(), plan.catalog, config.target, target.state,
                                  read_kept(config.target, target))},
      survey{target.channel
                 ? read_target_survey(*target.channel, target.state, plan.catalog, objects)
                 : TargetSurvey{}} {
    if (target.channel) {
        survey.aside = read_aside_rows(*target.channel, plan);
    }
    if (config.target.atomic == Atomic::database) {
        // Whether the swap will be possible is known before the work.
        (void)open_third_database(target, *target.context.observer, *target.context.cancellation);
        // What of the target's own would be lost with the old database is not among them.
        std::vector<std::string> brought = made_by_earlier_run(target.state);
        for (const OutsideObject& each : objects.outside) {
            brought.push_back(each.phrase);
        }
        beside = read_beside(*target.channel, target.state, plan.catalog, brought);
        survey.outside_kept.clear();  // the new database has none
    }
}

void TargetPreparation::fit_to_kept(const Config& config, SourceSnapshot& snapshot,
                                    OpenTarget& target, TargetFit& fit) {
    kept_ = read_kept_schema(*target.channel, target.state, plan_, config);
    fit = fit_kept(plan_, *kept_);
    TypeDrift drift = find_type_drift(plan_, *kept_, read_enum_labels(snapshot.reader()),
                                      read_enum_labels(*target.channel));
    if (!drift.faults.empty()) {
        throw Error{ErrorKind::target_schema, std::move(drift.faults)};
    }
    kept_->warnings.insert(kept_->warnings.end(), drift.warnings.begin(), drift.warnings.end());
}

TargetPreparation::TargetPreparation(const Config& config, Plan plan, OpenTarget& target,
                                     SourceSnapshot& snapshot, const Cancellation& cancellation,
                                     const std::string& no_difference)
    : whole_config_{config},
      config_{config.target},
      masks_{config.mask},
      plan_{std::move(plan)},
      target_{target},
      cancellation_{cancellation} {
    TargetFit fit;
    if (config_.atomic == Atomic::rows) {
        way_ = choose_way(config, plan_, target, snapshot, no_difference);
    }
    if (way_ && way_->standing) {
        fit = fit_kept(plan_, way_->standing->kept,
                       keeps_schema(config_.mode) ? StandingSchema::own : StandingSchema::source);
    } else if (keeps_schema(config_.mode)) {
        fit_to_kept(config, snapshot, target, fit);
    } else if (config_.contents == Contents::all) {
        replacement_ = std::make_unique<Replacement>(config, plan_, target, snapshot, cancellation);
        fit = fit_replaced(plan_.catalog, replacement_->objects.obstructed,
                           target.state.server_version_num);
    }
    if (target.channel) {
        extensions_ =
            ExtensionCare{read_extension_rights(*target.channel, plan_, config_), config_};
        fit = extensions_.fit(plan_, std::move(fit));
        extensions_.check_references(plan_, target.state);
    }
    // Rows that are staged travel as text too.
    const bool text = config_.file.has_value() || config_.mode == TargetMode::add;
    static_cast<OutputPlan&>(plan_) = make_output(plan_, text, fit);
}

std::string TargetPreparation::made() const {
    std::string lines;
    if (replacement_) {
        for (const OutsideObject& each : replacement_->objects.outside) {
            if (!contains(replacement_->survey.outside_kept, each.phrase)) {
                lines += each.phrase + "\n";
            }
        }
    } else if (way_ && way_->standing && !keeps_schema(config_.mode)) {
        for (const std::string& line : made_by_earlier_run(target_.state)) {
            lines += line.starts_with("SCHEMA ") ? "" : line + "\n";
        }
    }
    return lines;
}

std::vector<ExtensionRows> TargetPreparation::choose(std::vector<ExtensionRows> rows) {
    return extensions_.choose(plan_.catalog, target_.state, std::move(rows));
}

void TargetPreparation::tell_extensions(TargetScript& script) const {
    script.warnings.insert(script.warnings.end(), extensions_.warnings().begin(),
                           extensions_.warnings().end());
}

// A literal of the schema comes past all masks. Where nothing was said of masks at all, it is no
// news that it comes.
void TargetPreparation::tell_literals(const SchemaSections& sections, TargetScript& script) const {
    if (masks_.unclassified == Unclassified::allow && !has_masks(plan_)) {
        return;
    }
    std::optional<Fault> found =
        find_personal_literals({&sections.pre_data, &sections.post_data, &sections.row_security});
    if (!found) {
        return;
    }
    if (masks_.unclassified == Unclassified::strict) {
        found->place = masks_.unclassified_place;
        found->hint +=
            " Change them in the source, leave their tables or schemas out, or say "
            "unclassified = \"error\", which only tells of them.";
        throw_faults({std::move(*found)});
    }
    script.warnings.push_back(std::move(*found));
}

TargetScript TargetPreparation::make_script(const Closure& closure, const Stamp& stamp) {
    if (way_ && way_->standing) {
        if (keeps_schema(config_.mode)) {
            check_dangling(plan_, closure, "mode = \"keep\"");
        }
        check_lock_budget({way_->standing->kept.relations, 0}, {}, target_.state,
                          [] { return std::string{}; });
        TargetScript script = make_difference_script(whole_config_, plan_, closure, *way_->standing,
                                                     target_.state, stamp);
        tell_extensions(script);
        return script;
    }
    if (kept_) {
        check_dangling(plan_, closure, "mode = \"keep\"");
        check_lock_budget({kept_->relations, 0}, {}, target_.state, [] { return std::string{}; });
        TargetScript script =
            config_.mode == TargetMode::add
                ? make_add_script(config_, plan_, closure, *kept_, target_.state, stamp)
                : make_keep_script(config_, plan_, closure, *kept_, target_.state, stamp);
        tell_extensions(script);
        return script;
    }
    if (!replacement_) {
        check_dangling(plan_, closure, "a script of rows alone");
        return make_data_script(config_, plan_, closure);
    }
    return make_replacing_script(closure, stamp);
}

TargetScript TargetPreparation::make_replacing_script(const Closure& closure, const Stamp& stamp) {
    const DumpFile schema = replacement_->dump.finish();
    const TargetSurvey& survey = replacement_->survey;
    const SchemaSections sections =
        read_schema_sections(schema, replacement_->objects, target_.state, survey, cancellation_);
    if (target_.channel &&
        (config_.atomic == Atomic::transaction || config_.atomic == Atomic::rows)) {
        check_lock_budget(survey.old_objects, sections.new_objects, target_.state,
                          [&] { return find_way_without_locks(plan_.catalog, target_); });
    }
    TargetScript script =
        make_target_script(config_, plan_, closure, sections, target_.state, survey, stamp);
    tell_literals(sections, script);
    script.beside = std::move(replacement_->beside);
    script.notes.insert(script.notes.end(), sections.notes.begin(), sections.notes.end());
    for (const Reference& reference : plan_.catalog.references) {
        // Of a declared one, the foreign key is told of.
        if (!plan_.in_twin(reference.id) && !reference.declared()) {
            script.notes.push_back(fmt::format(
                "not proven: {} of {} to {}, which is made of columns that the twin "
                "goes without",
                reference.name, reference.child.name.text(), reference.parent.name.text()));
        }
    }
    tell_extensions(script);
    return script;
}

}  // namespace subset
