// copy_channel.hpp
//
// A connection over libpq: COPY out of the source, COPY into the target, and whatever else must run
// in the same transaction as those.
// Part of engine/pg.
//
// All waiting is done in short steps, so that a cancellation is noticed whatever the server or the
// network does.
//
// Thread-safety: one thread.
#pragma once

#include "pg/connection_string.hpp"
#include "pg/errors.hpp"
#include "pg/open_connection.hpp"
#include "pg/rows.hpp"
#include "pg/session.hpp"
#include "pg/silence.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct pg_result;

namespace subset::pg {

// An Error that still knows the server's fields, for callers that explain it further.
class StatementError : public Error {
public:
    StatementError(const Error& error, ServerMessage message)
        : Error{error}, message_{std::move(message)} {}
    [[nodiscard]] const ServerMessage& message() const noexcept { return message_; }

private:
    ServerMessage message_;
};

enum class Protocol : std::uint8_t {
    simple,    // our own SQL; may hold several statements
    extended,  // SQL of the user: one statement, so it cannot end our transaction and begin another
               // (POSTGRES.md 17)
};

class CopyChannel {
public:
    // As Session. Throws: connection, interrupted. Cost: a connection.
    CopyChannel(ConnectionString string, SessionContext context);
    ~CopyChannel();
    CopyChannel(CopyChannel&& other) noexcept;
    CopyChannel& operator=(CopyChannel&&) = delete;
    CopyChannel(const CopyChannel&) = delete;
    CopyChannel& operator=(const CopyChannel&) = delete;

    // The settings that every session begins with, to be made as soon as it is open: until then
    // those of the role and the database hold, such as idle_session_timeout. Cost: one round trip.
    void begin_session(const std::string& settings);

    // The rows of the last statement. Throws: StatementError; connection; interrupted. Cost: one
    // round trip.
    Rows query(const std::string& sql, Protocol protocol = Protocol::simple);
    // One statement with values for $1, $2, ...: what must not be part of a statement's text.
    Rows query_with(const std::string& sql, const std::vector<std::string>& parameters);
    // `shown` stands for the statement in the log, where that must not be seen.
    void execute(const std::string& sql, std::string_view shown = {});
    // As query(), telling each statement's result as it comes: a script finds out which of its
    // statements failed.
    void run_script(const std::string& sql, const std::function<void(const Rows&)>& on_result);

    // Has the server parse and analyse one statement without running it; what it objects to, if
    // anything. The transaction may then be aborted. Cost: two round trips.
    [[nodiscard]] std::optional<ServerMessage> check_statement(const std::string& sql);

    using DataSink = std::function<void(std::string_view message)>;
    // Runs COPY (...) TO STDOUT and hands each CopyData message on; the number of rows that the
    // server counted. A sink that throws ends the COPY first.
    //
    // Cost: one round trip and the data.
    std::uint64_t copy_out(const std::string& sql, Protocol protocol, const DataSink& sink);

    // COPY ... FROM STDIN in three calls; end_copy_in() gives the number of rows that the server
    // counted.
    void begin_copy_in(const std::string& sql);
    void put(std::string_view data);
    std::uint64_t end_copy_in();

    // From here on it ends with this one, which must outlive it.
    void obey(Cancellation& cancellation) noexcept { context_.cancellation = &cancellation; }

    // Nothing further is sent; the server rolls back. Never throws.
    void close() noexcept;

    [[nodiscard]] bool alive() const noexcept;
    [[nodiscard]] bool in_transaction() const noexcept;
    [[nodiscard]] int server_version_num() const noexcept;
    [[nodiscard]] int protocol_pid() const noexcept;
    [[nodiscard]] std::string server_encoding() const;  // "UTF8", "SQL_ASCII"
    // What was sent last, for callers that explain its error.
    [[nodiscard]] const std::string& last_statement() const noexcept { return last_statement_; }
    [[nodiscard]] std::string host() const;  // as connected: a host name or a socket folder
    [[nodiscard]] std::string port() const;
    [[nodiscard]] std::string database() const;
    [[nodiscard]] std::string user() const;
    [[nodiscard]] const ConnectionString& string() const noexcept { return string_; }
    // What the connection came to, by which others come to the same server, database and role in
    // the same way: service files and environment variables are looked up, and of several hosts and
    // addresses it names the one that answered.
    [[nodiscard]] Endpoint endpoint() const;
    // What tells a server from another, or from itself before a restart, as SQL.
    static constexpr std::string_view server_start_sql =
        "(pg_catalog.date_part('epoch', pg_catalog.pg_postmaster_start_time()) * 1000)"
        "::pg_catalog.int8";
    [[nodiscard]] std::uint64_t queries() const noexcept { return queries_; }
    // What the server said beside its results since the last call: NOTICE and WARNING, a line each.
    [[nodiscard]] std::vector<std::string> take_notices();

private:
    struct ResultDeleter {
        void operator()(pg_result* result) const noexcept;
    };
    using Result = std::unique_ptr<pg_result, ResultDeleter>;

    std::string connect_once(std::chrono::milliseconds left);
    void begin_statement(std::string_view shown);
    void send(const std::string& sql, Protocol protocol, std::string_view shown = {});
    Result next_result();
    // The results behind a COPY: the number of rows that the server counted.
    std::uint64_t finish_copy();
    void flush();
    void wait(bool for_writing);
    void look_into_silence();
    void drain() noexcept;
    // Throws: StatementError, connection; server, where it begins a COPY.
    void check_result(const pg_result* result);
    [[nodiscard]] static bool begins_copy(const pg_result* result);
    [[noreturn]] void fail_protocol(std::string_view what);
    [[noreturn]] void fail_lost();

    ConnectionString string_;
    SessionContext context_;
    Connection connection_;
    std::unique_ptr<std::vector<std::string>> notices_;
    std::optional<std::chrono::steady_clock::time_point> cancelled_at_;
    Silence silence_;
    int server_pid_ = 0;        // behind a pooler not the protocol's; 0: not asked yet
    std::string server_start_;  // as Endpoint
    bool copying_in_ = false;
    std::string last_statement_;
    std::uint64_t queries_ = 0;
};

}  // namespace subset::pg
