#include "target/open_target.hpp"

#include "pg/connect.hpp"
#include "target/guards.hpp"
#include "target/refresh_lock.hpp"

namespace subset {

namespace {

OpenTarget open_file(const Config& config, pg::CopyChannel& source) {
    TargetState state = assume_target_state(source);
    DumpTools tools = find_dump_tools(source.server_version_num());
    return {std::nullopt,
            OutputFile{config.target.file->value},
            {},
            std::move(state),
            std::move(tools)};
}

OpenTarget open_database(const Config& config, pg::CopyChannel target, pg::CopyChannel& source,
                         const pg::SessionContext& context) {
    check_different_databases(target, source);
    // What the target holds must be looked at when the refresh before this one is over.
    take_refresh_lock(target, *context.observer);
    TargetState state = read_target_state(target);
    check_may_replace(state, config.target);
    check_target_rights(state, config.target);
    // It makes a table in the target, though it rolls back: not before that is the right one.
    check_not_own_standby(target, context, source);
    for (const Fault& warning :
         make_version_warnings(source.server_version_num(), state.server_version_num)) {
        context.observer->warning(warning);
    }
    DumpTools tools = config.target.mode == TargetMode::keep
                          ? DumpTools{}
                          : find_dump_tools(source.server_version_num());
    target.execute(pg::session_settings(std::chrono::milliseconds{0}, config.target.lock_timeout,
                                        state.server_version_num));
    return {std::move(target), std::nullopt, context, std::move(state), std::move(tools)};
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
    if (config.target.file) {
        pg::CopyChannel source = open_source();
        return open_file(config, source);
    }
    pg::CopyChannel target = open("target", config.target.url.value, "target");
    pg::CopyChannel source = open_source();
    return open_database(config, std::move(target), source,
                         {"target", config.source.connect_timeout, &observer, &cancellation});
}

pg::CopyChannel reopen_target(const pg::ConnectionString& string,
                              const pg::SessionContext& context) {
    return pg::CopyChannel{string, context};
}

}  // namespace subset
