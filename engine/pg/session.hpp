// session.hpp
//
// A connection for questions about the catalog, the snapshot and the locks. Rows of tables do not
// travel here (see copy_channel.hpp). Part of engine/pg.
//
// Thread-safety: one thread at a time; Cancellation may interrupt it from any.
#pragma once

#include "pg/connection/connection_string.hpp"
#include "pg/rows.hpp"
#include "subset/cancellation.hpp"
#include "subset/observer.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace subset::pg {

class Pace;

// What a session is opened with besides its connection string.
struct SessionContext {
    std::string label;  // "source 1", for --log-sql
    std::chrono::milliseconds connect_timeout{60'000};
    Observer* observer = nullptr;
    Cancellation* cancellation = nullptr;
    // How long the server may say nothing while it shows no progress; 0 means for ever.
    std::chrono::milliseconds silence_timeout{0};
    // Whether what is told of this session's statements and errors must hold no value of a row.
    bool hides_values = false;
    // Whether another connection asks the server about a silence; false for that other one.
    bool asks_in_silence = true;
    // It holds this session's statements back, and must outlive the session; null: nothing does.
    Pace* pace = nullptr;
};

class CopyChannel;

class Session {
public:
    // Connects, and goes on trying an endpoint that is waking up until connect_timeout.
    //
    // Throws: connection, interrupted.
    // Cost:   a connection.
    Session(ConnectionString string, SessionContext context);
    // Takes an open connection.
    explicit Session(CopyChannel channel);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    // As CopyChannel::begin_session().
    void begin_session(const std::string& settings);

    // Throws: what the server says, as Error; connection; interrupted.
    // Cost:   one round trip each.
    Rows query(const std::string& sql);
    // As CopyChannel::ask_ahead().
    void ask_ahead(const std::vector<std::string>& queries, const std::string& first = {},
                   const std::string& last = {});
    void execute(const std::string& sql);

    // From here to end_transaction() all queries see one snapshot and cannot write. The first of
    // them are asked ahead.
    //
    // Throws: as query().
    // Cost:   one round trip.
    void begin_read_only_snapshot(const std::vector<std::string>& first);
    // Rolls back, which releases locks and snapshot. Never throws. Cost: one round trip; none where
    // there is no transaction.
    void end_transaction() noexcept;

    [[nodiscard]] const ConnectionString& string() const noexcept;
    // The process id that the protocol told; a pooler tells one of its own (POSTGRES.md 51).
    [[nodiscard]] int protocol_pid() const;
    [[nodiscard]] std::uint64_t queries() const noexcept;

private:
    std::unique_ptr<CopyChannel> channel_;
};

}  // namespace subset::pg
