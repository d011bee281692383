#include "target/open_target.hpp"

#include "pg/connect.hpp"
#include "target/guards.hpp"
#include "target/refresh_lock.hpp"

namespace subset {

OpenTarget open_target(const Config& config, Observer& observer, Cancellation& cancellation) {
    const auto context = [&](const char* label) {
        return pg::SessionContext{label, config.source.connect_timeout, &observer, &cancellation};
    };
    const pg::SessionContext target_context = context("target");
    pg::CopyChannel target =
        open_checked(pg::ConnectionString{"target", config.target.url.value}, target_context);
    pg::CopyChannel source = open_checked(pg::ConnectionString{"source", config.source.url.value},
                                          context("source guard"));
    check_different_databases(target, source);
    // What the target holds must be looked at when the refresh before this one is over.
    take_refresh_lock(target, observer);
    TargetState state = read_target_state(target);
    check_may_replace(state, config.target);
    check_target_rights(state);
    // It makes a table in the target, though it rolls back: not before that is the right one.
    check_not_own_standby(target, target_context, source);
    for (const Fault& warning :
         make_version_warnings(source.server_version_num(), state.server_version_num)) {
        observer.warning(warning);
    }
    DumpTools tools = find_dump_tools(source.server_version_num());
    target.execute(pg::session_settings(std::chrono::milliseconds{0}, config.target.lock_timeout,
                                        state.server_version_num));
    return {std::move(target), target_context, std::move(state), std::move(tools)};
}

pg::CopyChannel reopen_target(const pg::ConnectionString& string,
                              const pg::SessionContext& context) {
    return pg::CopyChannel{string, context};
}

}  // namespace subset
