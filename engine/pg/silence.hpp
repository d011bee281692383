// silence.hpp
//
// How long a server may acknowledge and say nothing. A dead network is noticed by keepalives; a
// stuck pooler or proxy acknowledges for ever. So while nothing comes from a session, another
// connection asks the server what it says of that one: a session that works (a long index, a wait
// for a lock) may go on, one that waits for us while we wait for it is lost. Part of engine/pg.
//
// Thread-safety: one thread.
#pragma once

#include "pg/connection_string.hpp"
#include "pg/session.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace subset::pg {

// What an open connection came to, by which others come to the same server, database and role in
// the same way, and what tells that server from another behind the same address.
struct Endpoint {
    // Without a context nobody looks into a silence.
    Endpoint(ConnectionString where, SessionContext with = {}, std::string since = {})
        : string{std::move(where)}, context{std::move(with)}, server_start{std::move(since)} {}

    ConnectionString string;
    SessionContext context;
    std::string server_start;  // empty: not known
};

// What is asked about: a session, by an SQL condition on pg_stat_activity AS a.
struct AskedSession {
    Endpoint endpoint;
    std::string condition;
};

class Silence {
public:
    explicit Silence(const SessionContext& context)
        : timeout_{context.silence_timeout}, asks_{context.asks_in_silence} {}

    // Something came, or a wait begins.
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
