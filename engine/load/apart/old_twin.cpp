#include "load/apart/old_twin.hpp"

#include "pg/quote.hpp"
#include "subset/cancellation.hpp"
#include "twin/beside.hpp"
#include "twin/shut_out.hpp"
#include "twin/third_database.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace subset {
namespace {

constexpr auto between_ends = std::chrono::milliseconds{20};

}  // namespace

OldTwin::~OldTwin() {
    if (!shut_) {
        return;
    }
    try {
        let_others_in(target_, observer_);
    } catch (const Error& error) {
        observer_.warning({fmt::format("nobody can connect to the database \"{}\": {}",
                                       target_.state.database, error.what()),
                           fmt::format("The next refresh lets them in again, or: {}",
                                       render_let_in(target_.state.database, true))});
    }
}

void OldTwin::shut_others_out() {
    Cancellation& cancellation = *target_.context.cancellation;
    const SwapDeadline deadline{lock_timeout_};
    const std::string database = std::to_string(target_.state.database_oid);
    pg::CopyChannel third = open_third_database(target_, observer_, cancellation);
    wait_for_sessions(target_, third, database, deadline, observer_);
    shut_ = true;
    third.execute(render_let_in(target_.state.database, false));
    const std::string end_others =
        end_sessions_sql(database, fmt::format("a.pid <> {}", target_.channel->protocol_pid()));
    for (;;) {
        third.execute(end_others);
        const std::vector<std::string> who = read_sessions(target_, third, database, Which::all);
        if (who.empty()) {
            return;
        }
        if (deadline.passed()) {
            throw_in_use(fmt::format("{}", fmt::join(who, "; ")));
        }
        cancellation.check();
        std::this_thread::sleep_for(between_ends);
    }
}

void OldTwin::move_rows(const AsideRows& aside, pg::CopyChannel& into) {
    pg::CopyChannel& from = *target_.channel;
    from.execute("BEGIN READ ONLY; SET LOCAL search_path = ''");
    into.execute("BEGIN");
    for (const AsidePart& part : aside.parts) {
        into.execute(
            fmt::format("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP", part.name, part.columns));
        into.begin_copy_in(fmt::format("COPY pg_temp.{} FROM STDIN", part.name));
        const std::uint64_t read =
            from.copy_out(fmt::format("COPY ({}) TO STDOUT", part.query), pg::Protocol::simple,
                          [&](std::string_view line) { into.put(line); });
        const std::uint64_t written = into.end_copy_in();
        if (read != written) {
            throw Error{ErrorKind::not_whole,
                        fmt::format("of {} kept rows the new twin counted {}", read, written),
                        "This is a fault of the program."};
        }
    }
    into.execute(aside.bring_back + "COMMIT");
    from.execute("ROLLBACK");
}

}  // namespace subset
