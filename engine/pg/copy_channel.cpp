#include "pg/copy_channel.hpp"

#include "pg/connection/connect.hpp"
#include "pg/discretion.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <poll.h>
#include <utility>

namespace subset::pg {
namespace {

using Clock = std::chrono::steady_clock;

// The cancellation is looked at again after each wait, which lasts no longer than this.
constexpr int tick_ms = 100;
// A server that does not answer a cancel request for so long is given up, since whoever pressed
// Ctrl-C is waiting. The connection is closed then, and the server rolls back all the same.
constexpr auto cancel_patience = std::chrono::seconds{1};

bool begins_copy(const pg_result* result) {
    const auto status = PQresultStatus(result);
    return status == PGRES_COPY_OUT || status == PGRES_COPY_IN || status == PGRES_COPY_BOTH;
}

// Waits for the socket. Returns whether something can be read or written, as `events` says.
bool poll_socket(int socket, short events, int timeout_ms) {
    pollfd entry{socket, events, 0};
    return poll(&entry, 1, timeout_ms) > 0;  // an error shows in the next libpq call
}

}  // namespace

void CopyChannel::ResultDeleter::operator()(pg_result* result) const noexcept { PQclear(result); }

CopyChannel::CopyChannel(ConnectionString string, SessionContext context)
    : string_{std::move(string)},
      context_{std::move(context)},
      notices_{std::make_unique<std::vector<std::string>>()},
      silence_{context_} {
    connect_with_retries(string_, context_,
                         [&](std::chrono::milliseconds left) { return connect_once(left); });
    PQsetnonblocking(connection_.get(), 1);
    PQsetNoticeProcessor(
        connection_.get(),
        [](void* list, const char* text) {
            static_cast<std::vector<std::string>*>(list)->push_back(first_line(text));
        },
        notices_.get());
    if (context_.hides_values) {
        hide_values_of_notices();
    }
}

CopyChannel::CopyChannel(CopyChannel&& other) noexcept = default;

CopyChannel::~CopyChannel() { close(); }

std::string CopyChannel::connect_once(std::chrono::milliseconds left) {
    OpenedConnection opened =
        open_connection(string_.for_connecting(),
                        std::min<std::chrono::milliseconds>(left, std::chrono::seconds{15}),
                        *context_.cancellation);
    connection_ = std::move(opened.connection);
    return opened.failure;
}

void CopyChannel::send(const std::string& sql, Protocol protocol, std::string_view shown) {
    begin_statement(shown.empty() ? sql : shown);
    last_statement_ = shown.empty() ? sql : std::string{shown};
    const int sent = protocol == Protocol::simple
                         ? PQsendQuery(connection_.get(), sql.c_str())
                         : PQsendQueryParams(connection_.get(), sql.c_str(), 0, nullptr, nullptr,
                                             nullptr, nullptr, 0);
    if (sent == 0) {
        fail_lost();
    }
    flush();
}

void CopyChannel::flush() {
    silence_.heard();
    for (;;) {
        const int left = PQflush(connection_.get());
        if (left == 0) {
            return;
        }
        if (left < 0) {
            // The server may have said why before it hung up.
            if (PQconsumeInput(connection_.get()) == 0) {
                fail_lost();
            }
            return;
        }
        wait(true);
    }
}

void CopyChannel::wait(bool for_writing) {
    if (poll_socket(PQsocket(connection_.get()),
                    static_cast<short>(for_writing ? POLLIN | POLLOUT : POLLIN), tick_ms)) {
        silence_.heard();
    } else {
        look_into_silence();
    }
    if (context_.cancellation->requested() && !cancelled_at_) {
        cancelled_at_ = Clock::now();
        request_cancel(connection_.get(), std::chrono::milliseconds{0});
    }
    if (cancelled_at_ && Clock::now() - *cancelled_at_ > cancel_patience) {
        connection_.reset();
        context_.cancellation->check();
        fail_lost();
    }
    if (PQconsumeInput(connection_.get()) == 0) {
        fail_lost();
    }
}

void CopyChannel::look_into_silence() {
    try {
        silence_.check([this] {
            const int pid = server_pid_ != 0 ? server_pid_ : protocol_pid();
            return AskedSession{endpoint(), fmt::format("a.pid = {}", pid)};
        });
    } catch (...) {
        connection_.reset();  // nothing that is sent by it arrives
        throw;
    }
}

CopyChannel::Result CopyChannel::next_result() {
    if (connection_) {
        silence_.heard();
    }
    while (PQisBusy(connection_.get()) != 0) {
        wait(false);
    }
    Result result{PQgetResult(connection_.get())};
    if (context_.pace != nullptr) {
        charge(result.get());
    }
    return result;
}

void CopyChannel::drain() noexcept {
    try {
        while (const Result result = next_result()) {
            const auto status = PQresultStatus(result.get());
            if (status == PGRES_COPY_IN) {
                PQputCopyEnd(connection_.get(), "given up");
                flush();
            } else if (status == PGRES_COPY_OUT) {
                char* data = nullptr;
                int size = 0;
                while ((size = PQgetCopyData(connection_.get(), &data, 1)) >= 0) {
                    PQfreemem(data);
                    data = nullptr;
                    if (size == 0) {
                        wait(false);
                    }
                }
            } else if (status == PGRES_COPY_BOTH) {  // it would come again and again
                connection_.reset();
                return;
            } else if (PQstatus(connection_.get()) == CONNECTION_BAD) {
                return;
            }
        }
    } catch (...) {  // the error that led here is the one to tell
        connection_.reset();
    }
}

void CopyChannel::fail_protocol(std::string_view what) {
    connection_.reset();
    fail_answer(what);
}

void CopyChannel::check_result(const pg_result* result) {
    const auto status = PQresultStatus(result);
    if (begins_copy(result)) {  // libpq would give it again and again
        fail_protocol("a COPY where none was asked for");
    }
    if (status != PGRES_FATAL_ERROR && status != PGRES_BAD_RESPONSE &&
        status != PGRES_NONFATAL_ERROR) {
        return;
    }
    ServerMessage message = read_server_message(string_.end(), result);
    if (context_.hides_values && !parsing_) {
        message = without_values(std::move(message));
    }
    drain();
    context_.cancellation->check();
    if (message.sqlstate.empty() && !alive()) {
        throw make_lost_connection(string_.end(), string_.redact(message.primary));
    }
    throw StatementError{std::move(message)};
}

void CopyChannel::fail_lost() {
    std::string said = connection_ ? PQerrorMessage(connection_.get()) : "it was closed";
    if (copying_in_) {
        copying_in_ = false;
        // libpq leaves the server's messages unread until the COPY is ended
        (void)PQputCopyEnd(connection_.get(), "given up");
    }
    // The last message of the server, such as "terminating connection due to administrator
    // command", comes as a result; what libpq itself says about the closed socket comes after it.
    bool from_server = false;
    while (!from_server && connection_ && PQstatus(connection_.get()) == CONNECTION_BAD) {
        const Result result{PQgetResult(connection_.get())};
        if (!result) {
            break;
        }
        const ServerMessage message = read_server_message(string_.end(), result.get());
        said = message.primary;
        from_server = !message.sqlstate.empty();
    }
    connection_.reset();
    context_.cancellation->check();
    throw make_lost_connection(string_.end(), string_.redact(said));
}

void CopyChannel::close() noexcept {
    if (connection_ && PQtransactionStatus(connection_.get()) == PQTRANS_ACTIVE) {
        // Without the request the server would go on working for nobody.
        request_cancel(connection_.get(), std::chrono::milliseconds{500});
    }
    connection_.reset();
}

bool CopyChannel::alive() const noexcept {
    return connection_ && PQstatus(connection_.get()) == CONNECTION_OK;
}

bool CopyChannel::in_transaction() const noexcept {
    const int status = connection_ ? PQtransactionStatus(connection_.get()) : PQTRANS_UNKNOWN;
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

int CopyChannel::server_version_num() const noexcept { return PQserverVersion(connection_.get()); }
int CopyChannel::protocol_pid() const noexcept { return PQbackendPID(connection_.get()); }
std::string CopyChannel::server_encoding() const {
    const char* const said =
        alive() ? PQparameterStatus(connection_.get(), "server_encoding") : nullptr;
    return said != nullptr ? said : "";
}

std::string CopyChannel::host() const { return PQhost(connection_.get()); }
std::string CopyChannel::port() const { return PQport(connection_.get()); }
std::string CopyChannel::database() const { return PQdb(connection_.get()); }
std::string CopyChannel::user() const { return PQuser(connection_.get()); }

Endpoint CopyChannel::endpoint() const {
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options{
        PQconninfo(connection_.get()), &PQconninfoFree};
    std::map<std::string, std::string> values;
    for (const PQconninfoOption* option = options.get();
         option != nullptr && option->keyword != nullptr; ++option) {
        const std::string_view keyword{option->keyword};
        const std::string_view value{option->val != nullptr ? option->val : ""};
        // A parameter that has its default value is left out, as a program of another version may
        // not know it.
        const bool by_default =
            option->compiled != nullptr && value == option->compiled &&
            (option->envvar == nullptr || std::getenv(option->envvar) == nullptr);
        if (!value.empty() && !by_default && keyword != "service" && keyword != "servicefile" &&
            keyword != "fallback_application_name") {
            values.emplace(keyword, value);
        }
    }
    if (string_.has_settings()) {  // what libpq gives holds them
        values["options"] = string_.value("options");
    }
    values["host"] = host();
    values["port"] = port();
    values["dbname"] = database();
    values["user"] = user();
    values.erase("hostaddr");
    if (const std::string_view address = PQhostaddr(connection_.get()); !address.empty()) {
        values["hostaddr"] = address;  // a name may stand for several servers
    }
    return {{string_.end(), std::move(values)}, context_, server_start_};
}

}  // namespace subset::pg
