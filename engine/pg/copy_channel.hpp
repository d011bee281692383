// copy_channel.hpp
//
// A connection over libpq, for COPY out of the source, COPY into the target, and whatever else must
// run in the same transaction as those. Part of engine/pg.
//
// Every wait is made of short steps, so that a cancellation is noticed whatever the server or the
// network does.
//
// Thread-safety: one thread.
#pragma once

#include "pg/connection/connection_string.hpp"
#include "pg/connection/open_connection.hpp"
#include "pg/connection/silence.hpp"
#include "pg/errors.hpp"
#include "pg/rows.hpp"
#include "pg/session.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct pg_result;

namespace subset::pg {

enum class Protocol : std::uint8_t {
    simple,    // our own SQL; may hold several statements
    extended,  // SQL of the user: one statement, so it cannot end our transaction and begin another
               // (POSTGRES.md 17)
};

class CopyChannel {
public:
    // Connects as Session does.
    //
    // Throws: connection, interrupted.
    // Cost:   a connection.
    CopyChannel(ConnectionString string, SessionContext context);
    ~CopyChannel();
    CopyChannel(CopyChannel&& other) noexcept;
    CopyChannel& operator=(CopyChannel&&) = delete;
    CopyChannel(const CopyChannel&) = delete;
    CopyChannel& operator=(const CopyChannel&) = delete;

    // Makes the settings that every session begins with. This is to be called as soon as the
    // session is open: until then the settings of the role and the database hold, such as
    // idle_session_timeout. Cost: one round trip.
    void begin_session(const std::string& settings);
    // As begin_session(), but changes nothing where the protocol told another process id than the
    // server's own, as behind a pooler (POSTGRES.md 51): false then.
    [[nodiscard]] bool begin_direct_session(const std::string& settings);

    // Runs the statements and returns the rows of the last one.
    //
    // Throws: StatementError; connection; interrupted.
    // Cost:   one round trip; none for what was asked ahead.
    Rows query(const std::string& sql, Protocol protocol = Protocol::simple);
    // Sends these queries together. Each must hold one statement that returns rows, and what that
    // returns is what query() gives, once, to who asks in the same words, without a round trip.
    //
    // `first` and `last` are statements around them that return no rows, as those that begin and
    // end a transaction.
    //
    // Requires: a transaction whose queries see one snapshot, or queries that may be some
    //           milliseconds old.
    // Cost:     one round trip.
    void ask_ahead(const std::vector<std::string>& queries, const std::string& first = {},
                   const std::string& last = {});
    // Keeps an answer that came otherwise, as if the query had been asked ahead.
    void keep_answer(const std::string& query, Rows rows);
    // Runs one statement with values for $1, $2, ..., which are not part of its text
    // (POSTGRES.md 26).
    Rows query_with(const std::string& sql, const std::vector<std::string>& parameters);
    // Runs statements whose results nobody wants. Where `shown` is given, the log has it in the
    // place of the statement, which must not be seen.
    void execute(const std::string& sql, std::string_view shown = {});
    // As query(), but calls back with each statement's result as it comes, so that the caller knows
    // which statement of a script failed.
    void run_script(const std::string& sql, const std::function<void(const Rows&)>& on_result);

    // Has the server parse and analyse one statement without running it, and returns what it
    // objects to, if anything; the transaction may be aborted then. Cost: two round trips.
    [[nodiscard]] std::optional<ServerMessage> check_statement(const std::string& sql);

    using DataSink = std::function<void(std::string_view message)>;
    // Runs COPY (...) TO STDOUT, hands each CopyData message to the sink, and returns the number of
    // rows that the server counted. Where the sink throws, the COPY is ended first.
    //
    // Cost: one round trip and the data.
    std::uint64_t copy_out(const std::string& sql, Protocol protocol, const DataSink& sink);

    // Runs a SELECT, which may hold SQL of the user, hands each row on as COPY (...) TO STDOUT
    // (FORMAT binary) would send it, and returns their number. In a session with a pace the rows
    // come in parts (pg/pace/fetch_rows.cpp). Where the sink throws, the statement is ended first.
    //
    // Cost: as copy_out(); with a pace a round trip for each part, and three more.
    std::uint64_t copy_rows(const std::string& select, const DataSink& sink);

    // How many rows of at most so many bytes one statement should bring: any number without a pace.
    [[nodiscard]] std::uint64_t rows_of_part(std::uint64_t width) const noexcept;

    // These three run a COPY ... FROM STDIN; end_copy_in() returns the number of rows that the
    // server counted.
    void begin_copy_in(const std::string& sql);
    void put(std::string_view data);
    std::uint64_t end_copy_in();

    // From here on this cancellation, which must outlive the channel, ends its waits.
    void obey(Cancellation& cancellation) noexcept { context_.cancellation = &cancellation; }

    // Closes the connection: nothing further is sent, and the server rolls back. Never throws.
    void close() noexcept;

    [[nodiscard]] bool alive() const noexcept;
    // Whether a transaction is open, which may have failed.
    [[nodiscard]] bool in_transaction() const noexcept;
    [[nodiscard]] int server_version_num() const noexcept;
    [[nodiscard]] int protocol_pid() const noexcept;
    [[nodiscard]] std::string server_encoding() const;  // "UTF8", "SQL_ASCII"
    // The statement that was sent last, for callers that explain its error.
    [[nodiscard]] const std::string& last_statement() const noexcept { return last_statement_; }
    [[nodiscard]] std::string host() const;  // as connected: a host name or a socket folder
    [[nodiscard]] std::string port() const;
    [[nodiscard]] std::string database() const;
    [[nodiscard]] std::string user() const;
    [[nodiscard]] const ConnectionString& string() const noexcept { return string_; }
    // The endpoint of the connection, by which others reach the same server, database and role in
    // the same way. It holds what service files and environment variables said, and of several
    // hosts and addresses the one that answered.
    [[nodiscard]] Endpoint endpoint() const;
    // SQL of a value that differs from server to server, and between a server before and after a
    // restart.
    static constexpr std::string_view server_start_sql =
        "(pg_catalog.date_part('epoch', pg_catalog.pg_postmaster_start_time()) * 1000)"
        "::pg_catalog.int8";
    [[nodiscard]] std::uint64_t queries() const noexcept { return queries_; }
    // The messages that the server sent beside its results since the last call, NOTICE and WARNING,
    // a line for each.
    [[nodiscard]] std::vector<std::string> take_notices() { return std::exchange(*notices_, {}); }

private:
    struct ResultDeleter {
        void operator()(pg_result* result) const noexcept;
    };
    using Result = std::unique_ptr<pg_result, ResultDeleter>;
    class SinkGuard;
    struct Part {
        std::uint64_t rows = 0;
        std::uint64_t widest = 0;  // the bytes of the widest row
    };

    void take_session_identity(const Rows& rows);
    std::string connect_once(std::chrono::milliseconds left);
    void hide_values_of_notices();
    void begin_statement(std::string_view shown);
    void send(const std::string& sql, Protocol protocol, std::string_view shown = {});
    Result next_result();
    // Takes the answer that begins a COPY: PGRES_COPY_OUT or PGRES_COPY_IN.
    void expect_copy(int status);
    // Reads the results behind a COPY, and returns the number of rows that the server counted.
    std::uint64_t finish_copy();
    void hand_on(std::string_view message, const DataSink& sink);
    std::uint64_t fetch_rows(const std::string& select, const DataSink& sink);
    Part fetch_part(std::uint64_t rows, const DataSink& sink);
    // Charges the pace with what has come of a statement, which ends with no further result.
    void charge(const pg_result* result);
    void flush();
    void wait(bool for_writing);
    void look_into_silence();
    void drain() noexcept;
    // Throws: StatementError, connection; server, where it begins a COPY.
    void check_result(const pg_result* result);
    [[noreturn]] void fail_protocol(std::string_view what);
    [[noreturn]] void fail_lost();

    ConnectionString string_;
    SessionContext context_;
    Connection connection_;
    std::unique_ptr<std::vector<std::string>> notices_;
    std::optional<std::chrono::steady_clock::time_point> cancelled_at_;
    Silence silence_;
    int server_pid_ = 0;        // pg_backend_pid(), which a pooler hides; 0: not asked yet
    std::string server_start_;  // as Endpoint
    bool copying_in_ = false;
    bool parsing_ = false;  // so that nothing that is said is about a row
    std::string last_statement_;
    std::map<std::string, Rows> answers_;  // of ask_ahead(), by the query
    std::uint64_t queries_ = 0;
    std::chrono::steady_clock::time_point begun_;  // the statement, by the pace
    std::uint64_t came_bytes_ = 0;                 // of that statement
};

}  // namespace subset::pg
