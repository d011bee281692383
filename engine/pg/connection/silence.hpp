// silence.hpp
//
// Ends the wait for a server that acknowledges and says nothing. Keepalives notice a dead network,
// but a stuck pooler or proxy acknowledges for ever. So while nothing comes from a session, another
// connection asks the server about it: a session that works (a long index, a wait for a lock) may
// go on; one that waits for us while we wait for it is lost. Part of engine/pg.
//
// Thread-safety: one thread.
#pragma once

#include "pg/connection/connection_string.hpp"
#include "pg/session.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace subset::pg {

// What others need to reach the same server, database and role as an open connection, in the same
// way, and what tells that server from another one behind the same address.
struct Endpoint {
    // Without a context no silence is looked into.
    Endpoint(ConnectionString where, SessionContext with = {}, std::string since = {})
        : string{std::move(where)}, context{std::move(with)}, server_start{std::move(since)} {}

    ConnectionString string;
    SessionContext context;
    std::string server_start;  // empty: not known
};

// The session that is asked about, by an SQL condition on pg_stat_activity AS a.
struct AskedSession {
    Endpoint endpoint;
    std::string condition;
};

class Silence {
public:
    explicit Silence(const SessionContext& context)
        : timeout_{context.silence_timeout}, asks_{context.asks_in_silence} {}

    // To be called where something came, and where a wait begins.
    void heard() noexcept;
    // To be called again and again while nothing comes.
    //
    // Throws: connection, where the silence has lasted too long; interrupted.
    // Cost:   from a minute of silence on, a connection each half of a minute.
    void check(const std::function<AskedSession()>& session);

private:
    using Clock = std::chrono::steady_clock;

    std::chrono::milliseconds timeout_;  // 0: no limit
    bool asks_;
    Clock::time_point since_ = Clock::now();
    std::chrono::milliseconds next_look_{0};  // of silence; 0: the first is due as ever
    int looks_that_wait_ = 0;
};

}  // namespace subset::pg
