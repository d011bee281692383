#include "commands/read_plan.hpp"

#include "catalog/obstacles.hpp"
#include "catalog/read_catalog.hpp"
#include "commands/pace.hpp"
#include "pg/connection/connection_string.hpp"
#include "plan/check_plan.hpp"
#include "plan/make_plan.hpp"
#include "plan/tables/absent.hpp"
#include "plan/tables/foreign_data.hpp"
#include "plan/tables/row_security.hpp"
#include "preflight/check_columns.hpp"
#include "preflight/check_user_sql.hpp"
#include "preflight/check_words.hpp"
#include "preflight/drift.hpp"
#include "preflight/try_json_paths.hpp"
#include "preflight/try_masks.hpp"
#include "source/masks/mask_keys.hpp"
#include "source/sizes/read_disk_space.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace subset {

namespace {

// `known` is what is wrong with the config before the catalog is looked at.
Plan read_plan(const Config& config, const std::vector<Fault>& known, SourceSnapshot& snapshot,
               Observer& observer, bool rows) {
    const Catalog catalog =
        read_catalog(snapshot.leader(), snapshot.reader(), scope_of_source(config));
    Plan plan = make_plan(config, catalog, known);
    std::vector<std::string> servers;
    for (const Text& server : config.target.foreign_servers) {
        servers.push_back(server.value);
    }
    const LeftOutByConfig left_out = read_left_out_by_config(snapshot.reader(), catalog, servers);
    tell_absent(plan, config.target.mode, left_out.objects);
    tell_foreign_data(plan, config.target, left_out);
    if (has_masks(plan)) {
        snapshot.give_hidden_settings();
    }
    const std::optional<Error> hidden = find_hidden_rows(plan, config);
    if (hidden && plan.faults.empty()) {
        throw *hidden;  // before SQL is tried on rows that would be hidden from it
    }
    if (!hidden && sees_by_policies(plan)) {
        for (pg::CopyChannel& reader : snapshot.readers()) {
            reader.execute(read_under_policies);
        }
    }
    for (Fault& fault : check_user_sql(plan, !plan.faults.empty(), snapshot.reader())) {
        plan.faults.push_back(std::move(fault));
    }
    // Before what is wrong because of what is new; not before what the file alone shows.
    if (rows && known.empty()) {
        check_drift(plan, config.lock, snapshot.reader(), observer);
    }
    throw_faults(plan.faults);
    check_columns(plan, snapshot.reader());
    if (rows) {
        JsonPathsTried tried = try_json_paths(
            plan, config.mask.unclassified == Unclassified::strict, snapshot.reader());
        throw_faults(tried.faults);
        plan.warnings.insert(plan.warnings.end(), tried.warnings.begin(), tried.warnings.end());
        throw_faults(try_masks(plan, snapshot.reader()));
        if (!config.mask.propose) {  // which has a line for such a column
            throw_faults(check_words(plan, snapshot.reader()));
        }
    }
    check_row_ids(plan);
    for (const Fault& warning : plan.warnings) {
        observer.warning(warning);
    }
    for (const std::string& note : plan.notes) {
        observer.note(note);
    }
    return plan;
}

}  // namespace

Plan read_plan(const Config& config, SourceSnapshot& snapshot, Observer& observer, bool rows,
               const TargetSizes& target) {
    Plan plan = read_plan(config, config.faults, snapshot, observer, rows);
    tell_pace(config.source, observer);
    return config.limits.fit ? with_disk_space(std::move(plan), target, rows, snapshot.reader())
                             : plan;
}

void check_config(const Config& config, bool needs_target, Cancellation& cancellation) {
    std::vector<Fault> faults = config.faults;
    const auto source_fault =
        pg::find_fault("source", config.source.url.value, config.source.url.place);
    if (source_fault) {
        faults.push_back(*source_fault);
    }
    if (needs_target && config.target.target_fault) {
        faults.push_back(*config.target.target_fault);
    } else if (needs_target && !config.target.file) {
        if (const auto fault =
                pg::find_fault("target", config.target.url.value, config.target.url.place)) {
            faults.push_back(*fault);
        }
    }
    if (faults.empty()) {
        return;
    }
    // A source that is not there must neither keep the faults back for long nor be told about.
    Observer silent;
    DatabaseEnd source = end_of_masked_source(config);
    source.connect_timeout = std::chrono::seconds{1};
    if (!source_fault && !config.source.url.value.empty()) {
        try {
            SourceSnapshot snapshot{source, scope_of_source(config), silent, cancellation};
            (void)read_plan(config, faults, snapshot, silent, true);
        } catch (const Error& error) {
            const bool telling =
                error.kind() == ErrorKind::config || error.kind() == ErrorKind::interrupted;
            if (telling || error.kind() == ErrorKind::pooler) {
                throw;
            }
        }
    }
    throw_faults(faults);
}

}  // namespace subset
