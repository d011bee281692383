// `subset take --list` and `--forget`: the cases that the stamp of a target names.
#include "config/database_end.hpp"
#include "pg/connection/connect.hpp"
#include "pg/connection/pooler_guard.hpp"
#include "subset/subset.hpp"
#include "twin/refresh_lock.hpp"
#include "twin/stamp.hpp"
#include "twin/target_state.hpp"
#include "verify/target_scope.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace subset {
namespace {

pg::CopyChannel open_end(const DatabaseEnd& end, Observer& observer, Cancellation& cancellation) {
    return open_checked(
        pg::ConnectionString{end.name, end.url},
        {end.name, end.connect_timeout, &observer, &cancellation, end.silence_timeout},
        [&](int server_version_num) {
            return pg::session_settings(end.statement_timeout, end.lock_timeout,
                                        server_version_num);
        });
}

// The stamps of all sources whose rows the target holds.
std::vector<Stamp> parse_stamps(const TargetState& state) {
    std::vector<Stamp> stamps;
    for (const std::string_view line : split_comment(state.comment)) {
        if (std::optional<Stamp> stamp = parse_whole_stamp(line)) {
            stamps.push_back(*std::move(stamp));
        }
    }
    return stamps;
}

TargetState read_twin(pg::CopyChannel& target) {
    target.ask_ahead(target_state_queries());
    TargetState state = read_target_state(target);
    if (!state.is_twin()) {
        throw Error{ErrorKind::refused,
                    fmt::format("the database \"{}\" has no stamp of its own: is this the right "
                                "url?",
                                state.database),
                    "The stamp remembers the cases that subset take has added."};
    }
    return state;
}

}  // namespace

std::vector<TakenCase> list_cases(const Config& config, Observer& observer,
                                  Cancellation& cancellation) {
    check_target_config(config);
    pg::CopyChannel target = open_end(end_of_target(config), observer, cancellation);
    std::vector<TakenCase> cases;
    for (const Stamp& stamp : parse_stamps(read_twin(target))) {
        for (const StampCase& each : stamp.cases) {
            cases.push_back(
                {each.table, each.key, each.children, stamp.identity.origin.database, each.text()});
        }
    }
    return cases;
}

void forget_case(const Config& config, const Question& which, Observer& observer,
                 Cancellation& cancellation) {
    check_target_config(config);
    pg::CopyChannel target = open_end(end_of_target(config), observer, cancellation);
    take_refresh_lock(target, observer);
    const TargetState state = read_twin(target);
    const std::string table = TableName{which.table}.name.text();
    for (Stamp& stamp : parse_stamps(state)) {
        const auto found = std::find_if(
            stamp.cases.begin(), stamp.cases.end(),
            [&](const StampCase& each) { return each.table == table && each.key == which.key; });
        if (found != stamp.cases.end()) {
            stamp.cases.erase(found);
            target.execute(render_stamp_sql(state, stamp));
            return;
        }
    }
    throw Error{ErrorKind::system,
                fmt::format("the stamp names no such case: {}", StampCase{table, which.key}.text()),
                "subset take --list shows those that it names."};
}

}  // namespace subset
