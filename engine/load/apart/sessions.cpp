#include "load/apart/sessions.hpp"

#include "pg/quote.hpp"
#include "subset/cancellation.hpp"
#include "twin/beside.hpp"

#include <fmt/format.h>

#include <string_view>
#include <thread>

namespace subset {
namespace {

constexpr auto between_reads_of_sessions = std::chrono::milliseconds{200};

}  // namespace

SwapDeadline::SwapDeadline(std::chrono::milliseconds lock_timeout) {
    if (lock_timeout.count() != 0) {
        end_ = std::chrono::steady_clock::now() + lock_timeout;
    }
}

bool SwapDeadline::passed() const { return end_ && std::chrono::steady_clock::now() > *end_; }

void throw_in_use(const std::string& who) {
    throw Error{ErrorKind::lock,
                fmt::format("the new twin could not take the old one's place: {}", who),
                "End those sessions or wait for them, then start again; a role that is a "
                "member of pg_signal_backend ends them itself; [target] lock_timeout says how "
                "long to wait."};
}

std::vector<std::string> read_sessions(const OpenTarget& target, pg::CopyChannel& third,
                                       const std::string& databases, Which which) {
    std::vector<std::string> who;
    third.execute("SET ROLE NONE");
    const pg::Rows rows = third.query(
        sessions_sql(databases,
                     "a.pid, coalesce(a.usename, '?'), coalesce(a.application_name, ''), "
                     "coalesce(', since ' || pg_catalog.to_char(a.backend_start, "
                     "'YYYY-MM-DD HH24:MI:SS TZ'), '')",
                     fmt::format("{} AND a.pid <> {} ORDER BY a.backend_start",
                                 which == Which::all ? "true" : "NOT w.endable",
                                 target.channel->protocol_pid())));
    third.execute("RESET ROLE");
    for (const pg::Row& row : rows) {
        who.push_back(fmt::format("process {} ({}{}{}{})", row.text(0), row.text(1),
                                  row.text(2).empty() ? "" : ", ", row.text(2), row.text(3)));
    }
    const pg::Rows prepared =
        third.query("SELECT x.gid FROM pg_catalog.pg_prepared_xacts AS x WHERE x.database = " +
                    pg::quote_literal(target.state.database));
    for (const pg::Row& row : prepared) {
        who.push_back("the prepared transaction " + pg::quote_literal(row.text(0)));
    }
    return who;
}

void wait_for_sessions(const OpenTarget& target, pg::CopyChannel& third,
                       const std::string& databases, const SwapDeadline& deadline,
                       Observer& observer) {
    bool warned = false;
    for (;;) {
        const std::vector<std::string> who =
            read_sessions(target, third, databases, Which::unendable);
        if (who.empty()) {
            return;
        }
        if (deadline.passed()) {
            throw_in_use(fmt::format("{}", fmt::join(who, "; ")));
        }
        if (!warned) {
            warned = true;
            observer.warning({fmt::format("the new twin is ready, but the old one is in use: {}",
                                          fmt::join(who, "; ")),
                              "Waiting until they leave, for as long as [target] lock_timeout "
                              "allows; Ctrl-C gives up."});
        }
        target.context.cancellation->check();
        std::this_thread::sleep_for(between_reads_of_sessions);
    }
}

}  // namespace subset
