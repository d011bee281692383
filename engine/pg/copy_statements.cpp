// The statements and COPYs of CopyChannel. How it connects, waits and fails is in copy_channel.cpp.
#include "pg/copy_channel.hpp"
#include "pg/discretion.hpp"
#include "pg/pace/pace.hpp"
#include "pg/sqlstates.hpp"
#include "util/parse_leading.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <utility>

namespace subset::pg {
namespace {

Rows rows_of(const pg_result* result) {
    Rows rows;
    const int count = PQntuples(result);
    const int columns = PQnfields(result);
    rows.reserve(static_cast<std::size_t>(count));
    for (int line = 0; line < count; ++line) {
        std::vector<Cell> cells;
        cells.reserve(static_cast<std::size_t>(columns));
        for (int column = 0; column < columns; ++column) {
            cells.push_back(PQgetisnull(result, line, column) != 0
                                ? Cell{}
                                : Cell{std::string{PQgetvalue(result, line, column),
                                                   static_cast<std::size_t>(
                                                       PQgetlength(result, line, column))}});
        }
        rows.emplace_back(std::move(cells));
    }
    return rows;
}

// While it lives the server parses and runs nothing.
class Parsing {
public:
    explicit Parsing(bool& parsing) : parsing_{parsing} { parsing_ = true; }
    ~Parsing() { parsing_ = false; }
    Parsing(const Parsing&) = delete;
    Parsing& operator=(const Parsing&) = delete;

private:
    bool& parsing_;
};

}  // namespace

void CopyChannel::begin_statement(std::string_view shown) {
    if (!alive()) {
        fail_lost();
    }
    context_.cancellation->check();
    if (context_.pace != nullptr) {
        begun_ = context_.pace->wait_turn(*context_.cancellation);
    }
    context_.observer->sql(context_.label, context_.hides_values ? statement_without_values(shown)
                                                                 : std::string{shown});
    ++queries_;
    cancelled_at_.reset();
    copying_in_ = false;
    silence_.heard();
}

void CopyChannel::run_script(const std::string& sql,
                             const std::function<void(const Rows&)>& on_result) {
    send(sql, Protocol::simple);
    while (const Result result = next_result()) {
        check_result(result.get());
        on_result(rows_of(result.get()));
    }
}

void CopyChannel::execute(const std::string& sql, std::string_view shown) {
    send(sql, Protocol::simple, shown);
    while (const Result result = next_result()) {
        check_result(result.get());
    }
}

void CopyChannel::ask_ahead(const std::vector<std::string>& queries, const std::string& first,
                            const std::string& last) {
    auto next = queries.begin();
    send(fmt::format("{}\n;{}\n;{}", first, fmt::join(queries, "\n;"), last), Protocol::simple);
    while (const Result result = next_result()) {
        check_result(result.get());
        if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) {
            continue;
        }
        if (next == queries.end()) {
            fail_answer("more results than were asked for");
        }
        answers_[*next++] = rows_of(result.get());
    }
    if (next != queries.end()) {
        fail_answer("fewer results than were asked for");
    }
}

void CopyChannel::keep_answer(const std::string& query, Rows rows) {
    answers_[query] = std::move(rows);
}

Rows CopyChannel::query(const std::string& sql, Protocol protocol) {
    if (auto ahead = answers_.extract(sql)) {
        return std::move(ahead.mapped());
    }
    send(sql, protocol);
    Rows rows;
    while (const Result result = next_result()) {
        check_result(result.get());
        rows = rows_of(result.get());
    }
    return rows;
}

Rows CopyChannel::query_with(const std::string& sql, const std::vector<std::string>& parameters) {
    begin_statement(sql);
    std::vector<const char*> values;
    values.reserve(parameters.size());
    for (const std::string& parameter : parameters) {
        values.push_back(parameter.c_str());
    }
    if (PQsendQueryParams(connection_.get(), sql.c_str(), static_cast<int>(values.size()), nullptr,
                          values.data(), nullptr, nullptr, 0) == 0) {
        fail_lost();
    }
    flush();
    Rows rows;
    while (const Result result = next_result()) {
        check_result(result.get());
        rows = rows_of(result.get());
    }
    return rows;
}

std::optional<ServerMessage> CopyChannel::check_statement(const std::string& sql) {
    begin_statement("PREPARE: " + sql);
    const Parsing parsing{parsing_};
    if (PQsendPrepare(connection_.get(), "", sql.c_str(), 0, nullptr) == 0) {
        fail_lost();
    }
    flush();
    try {
        while (const Result result = next_result()) {
            check_result(result.get());
        }
        // The statement must have no parameter: "$1" would be taken for a value that comes with it.
        if (PQsendDescribePrepared(connection_.get(), "") == 0) {
            fail_lost();
        }
        flush();
        int parameters = 0;
        while (const Result result = next_result()) {
            check_result(result.get());
            parameters = std::max(parameters, PQnparams(result.get()));
        }
        if (parameters > 0) {
            return ServerMessage{.end = string_.end(),
                                 .sqlstate = sqlstate::undefined_parameter,
                                 .primary = "there is no parameter $1"};
        }
    } catch (const StatementError& error) {
        return error.message();
    }
    return std::nullopt;
}

void CopyChannel::expect_copy(int status) {
    const Result result = next_result();
    if (PQresultStatus(result.get()) != static_cast<ExecStatusType>(status)) {
        check_result(result.get());
        fail_protocol("no COPY where one must be");
    }
}

// Ends the COPY where its sink throws, so that the connection can be used again.
class CopyChannel::SinkGuard {
public:
    explicit SinkGuard(CopyChannel& channel) : channel_{channel} {}
    ~SinkGuard() {
        if (!took_) {
            channel_.cancelled_at_ = std::chrono::steady_clock::now();
            request_cancel(channel_.connection_.get(), std::chrono::milliseconds{0});
            channel_.drain();
        }
    }
    SinkGuard(const SinkGuard&) = delete;
    SinkGuard& operator=(const SinkGuard&) = delete;

    void took() noexcept { took_ = true; }

private:
    CopyChannel& channel_;
    bool took_ = false;
};

void CopyChannel::hand_on(std::string_view message, const DataSink& sink) {
    SinkGuard guard{*this};
    sink(message);
    guard.took();
}

std::uint64_t CopyChannel::copy_out(const std::string& sql, Protocol protocol,
                                    const DataSink& sink) {
    send(sql, protocol);
    expect_copy(PGRES_COPY_OUT);
    for (;;) {
        char* data = nullptr;
        const int size = PQgetCopyData(connection_.get(), &data, 1);
        if (size == 0) {
            wait(false);
            continue;
        }
        if (size < 0) {
            break;
        }
        const std::unique_ptr<char, decltype(&PQfreemem)> owner{data, &PQfreemem};
        came_bytes_ += static_cast<std::size_t>(size);
        hand_on({data, static_cast<std::size_t>(size)}, sink);
    }
    return finish_copy();
}

std::uint64_t CopyChannel::finish_copy() {
    std::uint64_t rows = 0;
    while (const Result result = next_result()) {
        check_result(result.get());
        const char* count = PQcmdTuples(const_cast<pg_result*>(result.get()));
        rows = parse_leading<std::uint64_t>(count).value_or(rows);
    }
    if (!alive()) {
        fail_lost();
    }
    return rows;
}

void CopyChannel::begin_copy_in(const std::string& sql) {
    send(sql, Protocol::simple);
    expect_copy(PGRES_COPY_IN);
    copying_in_ = true;
}

void CopyChannel::put(std::string_view data) {
    // PQputCopyData takes an int, and a table's run may be longer than that.
    constexpr std::size_t most = std::size_t{1} << 20;
    while (!data.empty()) {
        const std::string_view piece = data.substr(0, most);
        const int done =
            PQputCopyData(connection_.get(), piece.data(), static_cast<int>(piece.size()));
        if (done < 0) {
            fail_lost();
        }
        if (done == 0) {
            wait(true);
            continue;
        }
        data.remove_prefix(piece.size());
        // Without the flush libpq would keep in memory what the server cannot take yet.
        flush();
    }
    if (context_.cancellation->requested()) {
        PQputCopyEnd(connection_.get(), "interrupted");
        flush();
        drain();
        context_.cancellation->check();
    }
}

std::uint64_t CopyChannel::end_copy_in() {
    while (true) {
        const int done = PQputCopyEnd(connection_.get(), nullptr);
        if (done < 0) {
            fail_lost();
        }
        if (done > 0) {
            break;
        }
        wait(true);
    }
    copying_in_ = false;
    flush();
    return finish_copy();
}

}  // namespace subset::pg
