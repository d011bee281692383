#include "twin/third_database.hpp"

#include "pg/quote.hpp"
#include "subset/cancellation.hpp"
#include "subset/error.hpp"
#include "twin/beside.hpp"
#include "twin/shut_out.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string>

namespace subset {

namespace {

// Once Ctrl-C was pressed, nobody waits longer than this: the first is for a server that does not
// answer, the second for one that answers but must drop something large.
constexpr std::chrono::milliseconds time_to_connect{1500};
constexpr std::chrono::seconds time_to_clean_up{15};

}  // namespace

pg::CopyChannel open_third_database(const OpenTarget& target, Observer& observer,
                                    Cancellation& cancellation) {
    Cancellation connecting{target.context.cancellation, time_to_connect};
    pg::SessionContext context = target.context;
    context.label = "target server";
    context.observer = &observer;
    context.cancellation = &connecting;
    std::string said;
    for (const char* const name : {"postgres", "template1"}) {
        if (target.state.database == name) {
            continue;
        }
        try {
            pg::CopyChannel channel = reopen_target(target, context, name);
            channel.obey(cancellation);
            return channel;
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::interrupted) {
                throw;
            }
            observer.detail(fmt::format("the database {}: {}", name, error.what()));
            said = error.what();
        }
    }
    throw Error{ErrorKind::connection,
                fmt::format("atomic = \"database\" renames databases from another one of the "
                            "target's server, and neither postgres nor template1 lets the role "
                            "\"{}\" in: {}",
                            target.state.role, said),
                fmt::format("GRANT CONNECT ON DATABASE postgres TO {}; lets it in (the server's "
                            "pg_hba.conf may speak against it, too). atomic = \"transaction\" in "
                            "[target], the default, does without.",
                            pg::quote_identifier(target.state.role))};
}

void drop_beside(const OpenTarget& target, const std::string& name, Observer& observer) {
    Cancellation afterwards{target.context.cancellation, time_to_clean_up};
    pg::CopyChannel third = open_third_database(target, observer, afterwards);
    // COMMIT would wait for a standby that is away.
    third.execute("SET synchronous_commit = local");
    drop_database(third, name);
}

void let_others_in(const OpenTarget& target, Observer& observer) {
    Cancellation afterwards{target.context.cancellation, time_to_clean_up};
    open_third_database(target, observer, afterwards)
        .execute(render_let_in(target.state.database, true));
}

}  // namespace subset
