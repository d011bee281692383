#include "verify/stamped_twin.hpp"

#include "catalog/sql.hpp"
#include "pg/connection/connect.hpp"
#include "pg/connection/pooler_guard.hpp"
#include "pg/quote.hpp"
#include "pg/savepoint.hpp"
#include "pg/sql_variables.hpp"
#include "pg/sqlstates.hpp"
#include "subset/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {
namespace {

// The role that looks may have less rights than the one that made the twin: the cluster is
// compared where both could ask for it.
bool is_own(const StampIdentity& stamp, const TargetState& state) {
    const bool one_cluster =
        stamp.cluster.empty() || !state.cluster || stamp.cluster == *state.cluster;
    return stamp.database == state.database && stamp.oid == std::to_string(state.database_oid) &&
           one_cluster;
}

void take_member(const std::string& name, const std::string& value, StampedTwin& twin) {
    if (name == "version") {
        twin.stamp.version = value;
    } else if (name == "source") {
        twin.stamp.source_database = value;
    } else if (name == "source_server_version") {
        twin.stamp.source_server_version = value;
    } else if (name == "snapshot_time") {
        twin.stamp.snapshot_time = value;
    } else if (name == "config") {
        twin.config_hash = value;
    } else if (name == "incomplete") {
        twin.stamp.complete = value != "true";
    }
}

StampedTwin parse_members(const pg::Rows& rows) {
    StampedTwin twin;
    for (const pg::Row& row : rows) {
        const std::string& kind = row.text(0);
        const std::string& name = row.text(1);
        if (row.is_null(2)) {
            continue;
        }
        const auto count = [&] {
            return static_cast<std::uint64_t>(std::max<std::int64_t>(row.number(2), 0));
        };
        if (kind == "member") {
            take_member(name, row.text(2), twin);
        } else if (kind == "age") {
            twin.stamp.age_seconds = row.real(2);
        } else if (kind == "rows") {
            twin.tables[name] = count();
        } else if (kind == "schema") {
            twin.schemas.push_back(row.text(2));
        } else if (kind == "dangling") {
            twin.dangling[name] = count();
        } else {
            twin.foreign_keys.emplace_back(name, row.text(2));
        }
    }
    return twin;
}

}  // namespace

std::optional<StampedTwin> read_stamped_twin(pg::CopyChannel& target, const TargetState& state) {
    if (!state.stamp || !is_own(*state.stamp, state)) {
        return std::nullopt;
    }
    const std::string line{find_stamp(state.comment)};
    pg::Savepoint savepoint{target, "stamp"};
    std::optional<StampedTwin> twin;
    try {
        twin = parse_members(
            target.query(pg::with_variable(sql::stamp_members, "line", pg::quote_literal(line))));
    } catch (const pg::StatementError& error) {
        if (!std::string_view{error.sqlstate()}.starts_with(sqlstate::data_exception_class)) {
            throw;
        }
        savepoint.roll_back();
    }
    savepoint.release();
    return twin;
}

namespace {

[[noreturn]] void refuse_unstamped(const TargetState& state) {
    std::string what = fmt::format("the database \"{}\" has no stamp", state.database);
    if (state.stamp && is_own(*state.stamp, state)) {
        what = fmt::format(
            "the stamp of the database \"{}\" says nothing any more: somebody has "
            "changed it",
            state.database);
    } else if (state.stamp) {
        what = fmt::format(
            "the stamp of the database \"{}\" was written in another database{}", state.database,
            state.stamp->database == state.database ? " of that name"
                                                    : ", \"" + state.stamp->database + "\"");
    }
    throw Error{ErrorKind::refused, what + ": is this the right url?",
                "A refresh stamps its twin in the comment of the database; a copy of a twin, and "
                "what a script made, are none that it knows. verify --unstamped looks at the "
                "references of whatever is there."};
}

}  // namespace

TargetState read_stamped_target(pg::CopyChannel& target, const Config& config) {
    target.ask_ahead(target_state_queries());
    TargetState state = read_target_state(target);
    const std::string& url = config.source.url.value;
    const std::string database =
        url.empty() || pg::find_fault("source", url, config.source.url.place)
            ? std::string{}
            : pg::ConnectionString{"source", url}.value("dbname");
    if (const auto comment = put_stamp_of_config_last(state.comment, config.hash, database)) {
        state.comment = *comment;
        state.stamp = parse_stamp(*comment);
    }
    return state;
}

std::vector<std::string> read_twin_schemas(const DatabaseEnd& end, const Config& config,
                                           Observer& observer, Cancellation& cancellation) {
    pg::CopyChannel target =
        open_checked(pg::ConnectionString{end.name, end.url},
                     {end.name, end.connect_timeout, &observer, &cancellation, end.silence_timeout},
                     [&](int server_version_num) {
                         return pg::session_settings(end.statement_timeout, end.lock_timeout,
                                                     server_version_num);
                     });
    target.execute("BEGIN READ ONLY");
    const TargetState state = read_stamped_target(target, config);
    const auto twin = read_stamped_twin(target, state);
    if (!twin && !config.unstamped) {
        refuse_unstamped(state);
    }
    return twin ? twin->schemas : std::vector<std::string>{};
}

std::vector<GoneForeignKey> read_gone_foreign_keys(pg::CopyChannel& target,
                                                   const TargetState& state) {
    const std::string line{find_stamp(state.comment)};
    std::vector<GoneForeignKey> gone;
    for (const pg::Row& row :
         target.query(pg::with_variable(sql::gone_foreign_keys, "line", pg::quote_literal(line)))) {
        gone.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4),
                        static_cast<std::uint64_t>(row.number(5))});
    }
    return gone;
}

}  // namespace subset
