#include "twin/open_target.hpp"

#include "catalog/sql.hpp"
#include "config/database_end.hpp"
#include "pg/connection/connect.hpp"
#include "pg/sqlstates.hpp"
#include "twin/beside.hpp"
#include "twin/guards.hpp"
#include "twin/may_replace.hpp"
#include "twin/refresh_lock.hpp"
#include "twin/shut_out.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <thread>

namespace subset {

namespace {

using Clock = std::chrono::steady_clock;

// A swap lets nobody in while it runs, so the wait must be at least so long.
constexpr auto least_patience = std::chrono::seconds{10};

// It stands in a folder of CSV files, and loads them.
constexpr const char* folder_script = "load.sql";

OpenTarget open_file(const Config& config, pg::CopyChannel& source,
                     const pg::SessionContext& context) {
    SourceEnd source_end = read_source_end(source, config.source);
    TargetState state = assume_target_state(source);
    // Rows alone need no schema.
    DumpTools tools = config.target.contents == Contents::data
                          ? DumpTools{}
                          : find_dump_tools(source.server_version_num());
    std::optional<OutputFolder> folder;
    std::filesystem::path path{config.target.file->value};
    if (config.target.form == DataForm::csv) {
        folder.emplace(path, folder_script);
        path = folder->beside() / folder_script;
    }
    return {std::nullopt,
            OutputFile{path, OutputFile::Readers::owner, {}, context.cancellation},
            context,
            {},
            std::move(state),
            std::move(tools),
            std::move(source_end),
            config.target.mode,
            std::move(folder)};
}

// The settings are made whatever the role's or the database's own defaults are.
std::string target_settings(const Config& config, int server_version_num) {
    return pg::session_settings(std::chrono::milliseconds{0}, config.target.lock_timeout,
                                server_version_num) +
           "SET default_transaction_read_only = off; SET default_transaction_isolation = 'read "
           "committed'";
}

// Several sources may fill schemas of one target, each with a stamp of its own. What another one
// made is nothing that this one may replace.
void choose_stamp(TargetState& state, const SourceEnd& source) {
    if (!state.is_twin()) {
        return;
    }
    const std::optional<std::string> comment = put_stamp_last(
        state.comment, {source.database, source.cluster.value_or(""), {}}, source.schemas);
    state.comment = comment.value_or(state.comment);
    state.stamp = comment ? parse_stamp(*comment) : std::nullopt;
}

// Where rows are to come beside those of a target that has nothing yet, the schema comes first.
TargetConfig choose_mode(TargetConfig config, pg::CopyChannel& target, const SourceEnd& source) {
    if (config.mode == TargetMode::add && is_empty_for(target, source)) {
        config.mode = TargetMode::replace;
    }
    return config;
}

// What is asked of a target at once, by its name as the connection knows it.
std::vector<std::string> with_leftovers(const pg::CopyChannel& target) {
    std::vector<std::string> queries = target_state_queries();
    queries.push_back(render_leftovers_query(target.database()));
    return queries;
}

OpenTarget open_database(const Config& config, pg::CopyChannel target, pg::CopyChannel& source,
                         const pg::SessionContext& context,
                         const std::function<void()>& on_waiting) {
    const DatabaseMark mark;
    const std::vector<std::string> state_queries = with_leftovers(target);
    std::vector<std::string> queries{mark.hold_query(), try_refresh_lock_query()};
    queries.insert(queries.end(), state_queries.begin(), state_queries.end());
    target.ask_ahead(queries);
    source.ask_ahead({std::string{sql::known_server}, mark.look_query(),
                      render_source_end_query(config.source)});
    check_different_databases(target, source, mark);
    // The target must be looked at after the earlier refresh is over, since that one changes it.
    if (take_refresh_lock(target, *context.observer, on_waiting)) {
        target.ask_ahead(state_queries);
    }
    TargetState state = read_target_state(target);
    SourceEnd source_end = read_source_end(source, config.source);
    choose_stamp(state, source_end);
    const TargetConfig wanted = choose_mode(config.target, target, source_end);
    if (wanted.mode == TargetMode::add) {
        check_may_add({target, state}, {source, source_end}, wanted);
    } else {
        check_may_replace({target, state}, {source, source_end}, wanted);
    }
    check_target_rights(state, wanted);
    if (state.superuser && wanted.mode == TargetMode::replace) {
        context.observer->warning(
            {"the target's role \"" + state.role +
                 "\" is a superuser: functions of the source run in the target with its rights",
             "An ordinary role that owns the target database is enough."});
    }
    drop_leftovers(target, state, config.target.atomic, *context.observer);
    // This check makes a table in the target, even though it is rolled back. So it comes after the
    // checks that this is the right database.
    check_not_own_standby(target, context, state, source, source_end);
    for (const Fault& warning :
         make_version_warnings(source.server_version_num(), state.server_version_num)) {
        context.observer->warning(warning);
    }
    DumpTools tools =
        keeps_schema(wanted.mode) ? DumpTools{} : find_dump_tools(source.server_version_num());
    std::string settings = target_settings(config, state.server_version_num);
    return {std::move(target),     std::nullopt,     context,
            std::move(settings),   std::move(state), std::move(tools),
            std::move(source_end), wanted.mode};
}

}  // namespace

OpenTarget open_target(const Config& config, pg::CopyChannel& source, Observer& observer,
                       Cancellation& cancellation) {
    const pg::SessionContext context{
        "target",      config.source.connect_timeout, &observer,
        &cancellation, config.source.silence_timeout, hides_values(config)};
    if (config.target.file) {
        return open_file(config, source, context);
    }
    const pg::ConnectionString target_string{"target", config.target.url.value};
    for (const std::string& note : target_string.notes()) {
        observer.note(note);
    }
    // The earlier refresh may have put another database in the target's place and ended this
    // session, or its server may have gone down. Then nobody can connect for a while.
    const auto patience = std::max<Clock::duration>(config.source.connect_timeout, least_patience);
    std::optional<Clock::time_point> deadline;
    bool waited = false;
    for (;;) {
        try {
            pg::CopyChannel target = open_checked(target_string, context, [&](int version_num) {
                return target_settings(config, version_num);
            });
            return open_database(config, std::move(target), source, context, [&] {
                waited = true;
                deadline.reset();
            });
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::connection && !waited) {
                switch (end_shut_out(target_string, context)) {
                    case ShutOut::none:
                        break;
                    case ShutOut::running:
                    case ShutOut::ended:
                        waited = true;
                }
            }
            waited = waited || error.sqlstate() == sqlstate::admin_shutdown;
            deadline = deadline.value_or(Clock::now() + patience);
            if (error.kind() != ErrorKind::connection || !waited || Clock::now() > *deadline) {
                throw;
            }
            observer.detail(fmt::format("trying again: {}", error.what()));
        }
        cancellation.check();
        std::this_thread::sleep_for(std::chrono::milliseconds{200});
    }
}

pg::CopyChannel reopen_target(const OpenTarget& target, const pg::SessionContext& context,
                              const std::string& database) {
    pg::CopyChannel channel{target.channel->string().with("dbname", database), context};
    channel.begin_session(target.settings);
    return channel;
}

}  // namespace subset
