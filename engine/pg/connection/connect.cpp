#include "pg/connection/connect.hpp"

#include "pg/errors.hpp"
#include "subset/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <thread>

namespace subset::pg {
namespace {

using Clock = std::chrono::steady_clock;

// Whether the endpoint that said this may be waking up. Connection errors carry no SQLSTATE in
// libpq, so the text decides; libpq's own is in English, as no locale is set.
bool may_wake_up(std::string_view said) {
    constexpr std::array<std::string_view, 9> signs = {
        "Connection refused", "No such file or directory",
        "timeout expired",    "starting up",
        "shutting down",      "in recovery mode",
        "not yet accepting",  "closed the connection",
        "Temporary failure"};
    return std::any_of(signs.begin(), signs.end(), [&](std::string_view sign) {
        return said.find(sign) != std::string_view::npos;
    });
}

// The reason in what libpq says, without the "connection to server at ..., port ... failed: FATAL:
// " in front of it.
std::string reason_of(std::string_view said) {
    const std::string line = first_line(said);
    const auto fatal = line.find("FATAL:  ");
    return fatal == std::string::npos ? line : line.substr(fatal + 8);
}

// " at host:port", as far as the url says.
std::string where_of(const ConnectionString& string) {
    const std::string host = string.value("host");
    const std::string port = string.value("port");
    return host.empty() ? "" : " at " + host + (port.empty() ? "" : ":" + port);
}

[[noreturn]] void fail(const ConnectionString& string, std::string_view said) {
    std::string message = fmt::format("cannot connect to the {}{}: {}", string.end(),
                                      where_of(string), string.redact(reason_of(said)));
    // pgbouncer says this where its ignore_startup_parameters does not name a parameter that the
    // connection brings.
    if (message.find("unsupported startup parameter") != std::string::npos) {
        throw Error{ErrorKind::pooler, std::move(message),
                    "The endpoint is a connection pooler that does not take this parameter: give "
                    "the database's direct "
                    "endpoint, or leave the parameter out of the url."};
    }
    throw Error{
        ErrorKind::connection, std::move(message),
        "Check host, port, database, user and password in the url, and that the server accepts "
        "connections from here. An endpoint that is waking up is tried again for as long as "
        "[source] connect_timeout says."};
}

}  // namespace

void connect_with_retries(
    const ConnectionString& string, const SessionContext& context,
    const std::function<std::string(std::chrono::milliseconds left)>& attempt) {
    const auto deadline = Clock::now() + context.connect_timeout;
    auto pause = std::chrono::milliseconds{200};
    bool told = false;
    for (;;) {
        context.cancellation->check();
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        const std::string said = attempt(std::max(left, std::chrono::milliseconds{100}));
        if (said.empty()) {
            return;
        }
        context.cancellation->check();
        if (!may_wake_up(said) || Clock::now() + pause >= deadline) {
            fail(string, said);
        }
        if (!told) {
            told = true;
            context.observer->warning(
                {fmt::format("the {} does not answer yet: {}", string.end(),
                             string.redact(reason_of(said))),
                 fmt::format("Trying again for up to {} s ([source] connect_timeout).",
                             context.connect_timeout.count() / 1000)});
        }
        for (auto slept = std::chrono::milliseconds{0}; slept < pause;
             slept += std::chrono::milliseconds{100}) {
            context.cancellation->check();
            std::this_thread::sleep_for(std::chrono::milliseconds{100});
        }
        pause = std::min(pause * 2, std::chrono::milliseconds{5000});
    }
}

std::string session_settings(std::chrono::milliseconds statement_timeout,
                             std::chrono::milliseconds lock_timeout, int server_version_num) {
    std::string sql =
        fmt::format(
            "SET application_name = 'subset'; SET statement_timeout = {}; SET lock_timeout = {}; "
            "SET idle_in_transaction_session_timeout = 0; SET jit = off; ",
            statement_timeout.count(), lock_timeout.count()) +
        text_settings();
    if (server_version_num >= 140000) {
        sql += "SET idle_session_timeout = 0; ";
        // The server ends a statement whose client is gone, so that a killed run leaves no long
        // scan going. Not every platform can tell (POSTGRES.md 21).
        sql +=
            "SELECT pg_catalog.set_config('client_connection_check_interval', '10s', false) "
            "WHERE pg_catalog.version() LIKE '%linux%'; ";
    }
    if (server_version_num >= 170000) {
        sql += "SET transaction_timeout = 0; ";
    }
    return sql;
}

std::string text_settings() {
    return "SET client_encoding = 'UTF8'; SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; "
           "SET IntervalStyle = 'postgres'; SET extra_float_digits = 3; SET bytea_output = 'hex'; "
           "SET xmloption = 'content'; SET standard_conforming_strings = on; ";
}

std::string source_settings() {
    return "SET default_transaction_read_only = on; SET row_security = off; "
           "SET synchronize_seqscans = off; ";
}

std::string paced_settings() { return "SET cursor_tuple_fraction = 1; "; }

}  // namespace subset::pg
