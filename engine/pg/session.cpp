#include "pg/session.hpp"

#include "pg/compat.hpp"
#include "pg/connect.hpp"
#include "pg/errors.hpp"

#include <utility>

namespace subset::pg {
namespace {

// libpqxx hands on the server's message as text alone: "ERROR:  what\nDETAIL:  more\n".
ServerMessage parse_message(const std::string& what, std::string sqlstate) {
    ServerMessage message;
    message.sqlstate = std::move(sqlstate);
    const auto field = [&](std::string_view name) -> std::string {
        const std::string label = std::string{name} + ":  ";
        const auto at = what.find(label);
        return at == std::string::npos
                   ? std::string{}
                   : first_line(std::string_view{what}.substr(at + label.size()));
    };
    message.primary = field("ERROR");
    if (message.primary.empty()) {
        message.primary = field("FATAL");
    }
    if (message.primary.empty()) {
        message.primary = first_line(what);
    }
    message.detail = field("DETAIL");
    message.hint = field("HINT");
    return message;
}

}  // namespace

struct Session::State {
    explicit State(const std::string& text) : connection{text} {}

    pqxx::connection connection;
    std::unique_ptr<pqxx::transaction_base> transaction;
};

Session::Session(ConnectionString string, SessionContext context)
    : string_{std::move(string)}, context_{std::move(context)} {
    connect_with_retries(string_, context_, [&](std::chrono::milliseconds) -> std::string {
        try {
            state_ = std::make_unique<State>(string_.for_connecting());
            return {};
        } catch (const pqxx::failure& failure) {
            return failure.what();
        }
    });
    state_->transaction = std::make_unique<pqxx::nontransaction>(state_->connection);
    // libpqxx and this call from another thread: PQcancel opens a connection of its own.
    registration_ = context_.cancellation->on_request([this] {
        try {
            state_->connection.cancel_query();
        } catch (...) {  // NOLINT(bugprone-empty-catch): nothing ran, or the server is gone
        }
    });
}

Session::~Session() {
    registration_ = {};
    end_transaction();
}

Rows Session::query(const std::string& sql) {
    context_.cancellation->check();
    if (!state_->transaction) {
        throw make_lost_connection(string_.end(), "it was closed");
    }
    context_.observer->sql(context_.label, sql);
    ++queries_;
    try {
        const pqxx::result result = state_->transaction->exec(sql);
        Rows rows;
        rows.reserve(static_cast<std::size_t>(result.size()));
        for (const auto& line : result) {
            std::vector<Cell> cells;
            cells.reserve(static_cast<std::size_t>(line.size()));
            for (const auto& field : line) {
                cells.push_back(field.is_null() ? Cell{}
                                                : Cell{std::string{field.c_str(), field.size()}});
            }
            rows.emplace_back(std::move(cells));
        }
        return rows;
    } catch (const pqxx::broken_connection& failure) {
        context_.cancellation->check();
        throw make_lost_connection(string_.end(), string_.redact(failure.what()));
    } catch (const pqxx::sql_error& failure) {
        context_.cancellation->check();
        throw make_server_error(string_.end(),
                                parse_message(failure.what(), std::string{failure.sqlstate()}));
    } catch (const pqxx::failure& failure) {
        context_.cancellation->check();
        throw make_server_error(string_.end(), parse_message(failure.what(), {}));
    } catch (const std::logic_error& error) {
        // How libpqxx tells that a transaction went with its connection (usage_error).
        context_.cancellation->check();
        throw make_lost_connection(string_.end(), string_.redact(error.what()));
    }
}

void Session::execute(const std::string& sql) { (void)query(sql); }

void Session::begin_read_only_snapshot() {
    state_->transaction.reset();
    state_->transaction =
        std::make_unique<pqxx::transaction<pqxx::repeatable_read>>(state_->connection);
    execute("SET TRANSACTION READ ONLY");
}

void Session::end_transaction() noexcept {
    if (!state_ || !state_->transaction) {
        return;
    }
    try {
        state_->transaction.reset();
        state_->transaction = std::make_unique<pqxx::nontransaction>(state_->connection);
        // NOLINTNEXTLINE(bugprone-empty-catch): the connection is gone, the transaction with it
    } catch (...) {
    }
}

int Session::protocol_pid() const { return state_->connection.backendpid(); }

}  // namespace subset::pg
