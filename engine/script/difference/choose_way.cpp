#include "script/difference/choose_way.hpp"

#include "script/difference/not_by_difference.hpp"
#include "script/difference/way_obstacles.hpp"
#include "subset/version.hpp"
#include "twin/fingerprint/schema_print.hpp"
#include "twin/fingerprint/standing_schema.hpp"

#include <fmt/format.h>

#include <functional>
#include <vector>

namespace subset {
namespace {

constexpr std::uint64_t runs_before_warning = 3;

// The contents of the catalog are printed so that names of functions and types come with their
// schemas.
std::string read_print(pg::CopyChannel& channel, const std::vector<std::string>& schemas,
                       const std::string& before, const std::string& after) {
    channel.ask_ahead({render_schema_print_query(schemas)}, before + "SET LOCAL search_path = ''",
                      after);
    return read_schema_print(channel, schemas);
}

std::string read_target_print(pg::CopyChannel& target, const std::vector<std::string>& schemas) {
    return read_print(target, schemas, "BEGIN READ ONLY; ", "ROLLBACK");
}

SchemaPrints make_prints(const Config& config, const Catalog& catalog, const TargetState& state,
                         SourceSnapshot& snapshot) {
    return {read_print(snapshot.reader(), catalog.schemas, "", "SET LOCAL search_path TO DEFAULT"),
            {},
            hash_schema_config(config),
            state.server_version};
}

// What of the stamp is not as it was; empty where all is.
std::string compare_prints(const std::optional<Stamp>& stamp, const Catalog& catalog,
                           const SchemaPrints& prints, pg::CopyChannel& target) {
    if (!stamp) {
        return "the target holds no twin of this source yet, or somebody has changed its stamp";
    }
    if (stamp->identity.incomplete) {
        return "the twin is not complete";
    }
    if (!stamp->prints) {
        return "the run that made the twin has not taken its schema's fingerprint";
    }
    if (stamp->identity.version != version) {
        return fmt::format("subset {} made the twin", stamp->identity.version);
    }
    if (stamp->source_server_version != catalog.server_version) {
        return fmt::format("the source's PostgreSQL was {} then, and is {}",
                           stamp->source_server_version, catalog.server_version);
    }
    if (stamp->prints->target_server_version != prints.target_server_version) {
        return fmt::format("the target's PostgreSQL was {} then, and is {}",
                           stamp->prints->target_server_version, prints.target_server_version);
    }
    if (stamp->prints->source != prints.source) {
        return "the source's schema has changed";
    }
    if (stamp->prints->config != prints.config) {
        return "the config says otherwise what of the schema comes, or `after` is another script";
    }
    if (stamp->prints->target != read_target_print(target, catalog.schemas)) {
        return "somebody has changed the target's schema";
    }
    return {};
}

// Reads what stands in the target; what forbids this way is a reason, and no error.
std::string read_standing(const Config& config, const Plan& plan, OpenTarget& target,
                          StandingTwin& standing) {
    try {
        standing.kept = read_kept_schema(*target.channel, target.state, plan, config);
    } catch (const Error& error) {
        const ErrorKind kind = error.kind();
        if (kind != ErrorKind::privilege && kind != ErrorKind::policy &&
            kind != ErrorKind::target_schema) {
            throw;
        }
        if (target.channel->in_transaction()) {
            target.channel->execute("ROLLBACK");
        }
        return error.what();
    }
    standing.views = read_standing_views(*target.channel, plan.catalog.schemas);
    return {};
}

}  // namespace

ChosenWay choose_way(const Config& config, const Plan& plan, OpenTarget& target,
                     SourceSnapshot& snapshot, const std::string& earlier) {
    ChosenWay way;
    const TargetState& state = target.state;
    const bool keeps = keeps_schema(config.target.mode);
    const std::optional<Stamp> stamp =
        state.is_twin() ? parse_whole_stamp(state.comment) : std::nullopt;
    if (!keeps) {
        way.prints = make_prints(config, plan.catalog, state, snapshot);
    }
    StandingTwin standing;
    const std::vector<std::function<std::string()>> questions{
        [&] { return earlier; },
        [&] {
            return keeps ? std::string{}
                         : compare_prints(stamp, plan.catalog, *way.prints, *target.channel);
        },
        [&] { return find_plan_obstacle(config, plan, stamp); },
        [&] {
            const auto lines = read_row_obstacles(*target.channel, plan.catalog.schemas);
            return lines.empty() ? std::string{} : lines.front();
        },
        [&] { return read_standing(config, plan, target, standing); },
        [&] { return find_standing_obstacle(plan, config.target.mode, standing); },
    };
    for (const auto& question : questions) {
        way.reason = question();
        if (!way.reason.empty()) {
            way.by_transaction = stamp && (stamp->prints || keeps) ? stamp->by_transaction + 1 : 0;
            return way;
        }
    }
    way.standing = std::move(standing);
    return way;
}

void tell_way(const ChosenWay& way, Observer& observer) {
    if (way.standing) {
        return;
    }
    observer.note("atomic = \"rows\": all rows come anew, in one transaction, as " + way.reason);
    if (way.by_transaction >= runs_before_warning) {
        observer.warning(
            {fmt::format(
                 "{} runs in a row have not written rows alone, which atomic = \"rows\" asks "
                 "for",
                 way.by_transaction),
             "Readers of the target wait in such a run. The note says what stands in the way; if "
             "it stays, atomic = \"database\" lets them read meanwhile."});
    }
}

}  // namespace subset
