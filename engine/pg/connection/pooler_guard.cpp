#include "pg/connection/pooler_guard.hpp"

#include "subset/cancellation.hpp"
#include "subset/error.hpp"

#include <fmt/format.h>

#include <chrono>

namespace subset {
namespace {

// How long a pool may take to find room for a second connection.
constexpr auto answer_patience = std::chrono::seconds{5};
constexpr std::string_view pooler_hint =
    "Sessions are lost between transactions there: give the database's direct endpoint, or the "
    "pooler's session-mode "
    "one (often the same host with port 5432).";

[[noreturn]] void refuse(const pg::ConnectionString& string, const std::string& host,
                         const std::string& port) {
    throw Error{ErrorKind::pooler,
                fmt::format("the {} endpoint {}:{} is a transaction-mode connection pooler",
                            string.end(), host, port),
                std::string{pooler_hint}};
}

int read_backend_pid(pg::CopyChannel& channel) {
    return static_cast<int>(channel.query("SELECT pg_catalog.pg_backend_pid()").at(0).number(0));
}

// Whether the two connections share a server connection, or one of them gets another while the
// other is in a transaction.
bool shares_backends(pg::CopyChannel& first, pg::CopyChannel& second) {
    int pid = read_backend_pid(first);
    for (int round = 0; round < 4; ++round) {
        try {
            second.execute("BEGIN");
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::interrupted) {
                throw;
            }
            return true;  // a pooler in statement mode allows no transactions
        }
        const int held = read_backend_pid(second);
        const int now = read_backend_pid(first);
        second.execute("ROLLBACK");
        if (held == pid || now != pid) {
            return true;
        }
        pid = now;
    }
    return false;
}

// Throws where the server is too old: what it lacks would else show only in the midst of the work.
void check_version(const pg::CopyChannel& channel) {
    constexpr int oldest = 130000;
    if (const int version = channel.server_version_num(); version < oldest) {
        throw Error{ErrorKind::refused,
                    fmt::format("the {} is PostgreSQL {}; 13 to 19 are supported",
                                channel.string().end(), version / 10000),
                    "Use a server of PostgreSQL 13 or later."};
    }
}

// What check_no_pooler() does where the protocol told another process id than the server's own.
void check_proxy(pg::CopyChannel& bare, const pg::SessionContext& context) {
    Cancellation deadline{context.cancellation};
    deadline.request_at(Cancellation::Clock::now() + answer_patience);
    pg::SessionContext second_context = context;
    second_context.label += " guard";
    second_context.cancellation = &deadline;
    try {
        pg::CopyChannel second{bare.string(), second_context};
        if (shares_backends(bare, second)) {
            refuse(bare.string(), bare.host(), bare.port());
        }
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::interrupted) {
            throw;
        }
        context.cancellation->check();
        throw Error{ErrorKind::pooler,
                    fmt::format("the {} endpoint {}:{} is a connection pooler that has no second "
                                "connection to give",
                                bare.string().end(), bare.host(), bare.port()),
                    std::string{pooler_hint} + " Its pool needs room for three connections."};
    }
}

}  // namespace

void check_no_pooler(pg::CopyChannel& bare, const pg::SessionContext& context) {
    // The protocol's BackendKeyData is the server's own process id, unless a proxy made one up
    // (POSTGRES.md 51).
    if (bare.protocol_pid() != read_backend_pid(bare)) {
        check_proxy(bare, context);
    }
}

pg::CopyChannel open_checked(const pg::ConnectionString& string, const pg::SessionContext& context,
                             const SettingsOf& settings) {
    pg::CopyChannel channel{string, context};
    check_version(channel);
    const std::string sql = settings(channel.server_version_num());
    if (!channel.begin_direct_session(sql)) {
        check_proxy(channel, context);
        channel.begin_session(sql);
    }
    return channel;
}

}  // namespace subset
