#include "target/open_target.hpp"

#include "pg/connect.hpp"
#include "target/beside.hpp"
#include "target/guards.hpp"
#include "target/may_replace.hpp"
#include "target/refresh_lock.hpp"

#include <thread>

namespace subset {

namespace {

OpenTarget open_file(const Config& config, pg::CopyChannel& source,
                     const pg::SessionContext& context) {
    SourceEnd source_end = read_source_end(source, config.source);
    TargetState state = assume_target_state(source);
    DumpTools tools = find_dump_tools(source.server_version_num());
    return {
        std::nullopt,
        OutputFile{config.target.file->value, OutputFile::Readers::owner, {}, context.cancellation},
        context,
        {},
        std::move(state),
        std::move(tools),
        std::move(source_end)};
}

OpenTarget open_database(const Config& config, pg::CopyChannel target, pg::CopyChannel& source,
                         const pg::SessionContext& context) {
    check_different_databases(target, source);
    // Whatever the role's or the database's own defaults are.
    const std::string settings =
        pg::session_settings(std::chrono::milliseconds{0}, config.target.lock_timeout,
                             target.server_version_num()) +
        "SET default_transaction_read_only = off; SET default_transaction_isolation = 'read "
        "committed'";
    target.execute(settings);
    // What the target holds must be looked at when the refresh before this one is over.
    take_refresh_lock(target, *context.observer);
    TargetState state = read_target_state(target);
    SourceEnd source_end = read_source_end(source, config.source);
    check_may_replace({target, state}, {source, source_end}, config.target);
    check_target_rights(state, config.target);
    if (state.superuser && config.target.mode == TargetMode::replace) {
        context.observer->warning(
            {"the target's role \"" + state.role +
                 "\" is a superuser: functions of the source run in the target with its rights",
             "An ordinary role that owns the target database is enough."});
    }
    drop_leftovers(target, state, config.target.atomic, *context.observer);
    // It makes a table in the target, though it rolls back: not before that is the right one.
    check_not_own_standby(target, context, state, source, source_end);
    for (const Fault& warning :
         make_version_warnings(source.server_version_num(), state.server_version_num)) {
        context.observer->warning(warning);
    }
    DumpTools tools = config.target.mode == TargetMode::keep
                          ? DumpTools{}
                          : find_dump_tools(source.server_version_num());
    return {std::move(target), std::nullopt,         context, settings, std::move(state),
            std::move(tools),  std::move(source_end)};
}

}  // namespace

OpenTarget open_target(const Config& config, Observer& observer, Cancellation& cancellation) {
    const auto open = [&](const char* end, const std::string& url, const char* label) {
        return open_checked(pg::ConnectionString{end, url},
                            {label, config.source.connect_timeout, &observer, &cancellation});
    };
    const auto open_source = [&] {
        return open("source", config.source.url.value, "source guard");
    };
    const pg::SessionContext context{"target", config.source.connect_timeout, &observer,
                                     &cancellation};
    if (config.target.file) {
        pg::CopyChannel source = open_source();
        return open_file(config, source, context);
    }
    const pg::ConnectionString target_string{"target", config.target.url.value};
    for (const std::string& note : target_string.notes()) {
        observer.note(note);
    }
    bool waited = false;
    for (int attempt = 1;; ++attempt) {
        try {
            pg::CopyChannel target = open("target", config.target.url.value, "target");
            pg::CopyChannel source = open_source();
            return open_database(config, std::move(target), source, context);
        } catch (const Error& error) {
            // The refresh that was waited for has put another database in the target's place, and
            // ended this session; for a moment nobody can connect.
            constexpr int most_attempts = 5;
            waited = waited || error.sqlstate() == "57P01";
            if (error.kind() != ErrorKind::connection || !waited || attempt == most_attempts) {
                throw;
            }
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{200});
    }
}

pg::CopyChannel reopen_target(const OpenTarget& target, const pg::SessionContext& context,
                              const std::string& database) {
    pg::CopyChannel channel{target.channel->string().with("dbname", database), context};
    channel.execute(target.settings);
    return channel;
}

}  // namespace subset
