#include "target/third_database.hpp"

#include "pg/quote.hpp"
#include "subset/cancellation.hpp"
#include "subset/error.hpp"

#include <fmt/format.h>

#include <string>

namespace subset {

pg::CopyChannel open_third_database(const OpenTarget& target, Observer& observer) {
    static Cancellation unheard;
    pg::SessionContext context = target.context;
    context.label = "target server";
    context.observer = &observer;
    context.cancellation = &unheard;
    std::string said;
    for (const char* const name : {"postgres", "template1"}) {
        if (target.state.database == name) {
            continue;
        }
        try {
            return reopen_target(target, context, name);
        } catch (const Error& error) {
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

}  // namespace subset
