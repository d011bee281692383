#include "pg/errors.hpp"

#include "pg/sqlstates.hpp"
#include "util/parse_leading.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <utility>

namespace subset::pg {
namespace {

struct KindOfState {
    std::string_view prefix;  // two characters: a class; five: one state
    ErrorKind kind;
};

// The kind of error for each SQLSTATE, or for a class of them (manual, appendix A). The first match
// counts.
constexpr std::array states = std::to_array<KindOfState>({
    {sqlstate::lock_not_available, ErrorKind::lock},
    {sqlstate::deadlock_detected, ErrorKind::lock},
    {sqlstate::serialization_failure, ErrorKind::conflict},  // on a standby, a recovery conflict
    {sqlstate::insufficient_privilege, ErrorKind::privilege},
    {sqlstate::disk_full, ErrorKind::disk},
    {sqlstate::io_error, ErrorKind::disk},
    {sqlstate::admin_shutdown, ErrorKind::connection},
    {sqlstate::crash_shutdown, ErrorKind::connection},
    {sqlstate::cannot_connect_now, ErrorKind::connection},
    {sqlstate::idle_session_timeout, ErrorKind::connection},
    {sqlstate::idle_in_transaction_session_timeout, ErrorKind::connection},
    {sqlstate::protocol_violation, ErrorKind::server},  // binary data of another type, too
    {sqlstate::connection_exception_class, ErrorKind::connection},
    {sqlstate::invalid_authorization_class, ErrorKind::connection},
    {sqlstate::invalid_catalog_name, ErrorKind::connection},
    {sqlstate::too_many_connections, ErrorKind::connection},
    {sqlstate::foreign_key_violation, ErrorKind::not_whole},
});

std::string_view default_hint(ErrorKind kind, const ServerMessage& message) {
    switch (kind) {
        case ErrorKind::lock:
            return "Somebody else holds a lock; try again later, or raise lock_timeout.";
        case ErrorKind::conflict:
            return "The snapshot was cancelled by recovery on a hot standby; set "
                   "hot_standby_feedback = on there, or "
                   "raise max_standby_streaming_delay, or read from the primary.";
        case ErrorKind::privilege:
            return "Grant the role what is missing; the source needs SELECT alone, the target its "
                   "owner's rights.";
        case ErrorKind::disk:
            return "Make room on that server and start again.";
        case ErrorKind::connection:
            return "Check the server, the network and the url, then start again.";
        default:
            break;
    }
    if (message.words_hidden) {
        return "That server's log has its words; or run the statement there by hand (--log-sql "
               "shows it).";
    }
    if (message.sqlstate == sqlstate::query_canceled) {
        return "The server cancelled the statement: statement_timeout of its end may be too short "
               "for it.";
    }
    return "This came from the server as it stands; --log-sql shows the statement.";
}

}  // namespace

ErrorKind kind_of_sqlstate(std::string_view sqlstate) noexcept {
    for (const KindOfState& entry : states) {
        if (sqlstate.starts_with(entry.prefix)) {
            return entry.kind;
        }
    }
    return ErrorKind::server;
}

std::string shown_primary(const ServerMessage& message) {
    if (message.words_hidden || !message.sqlstate.starts_with(sqlstate::data_exception_class) ||
        message.sqlstate == sqlstate::character_not_in_repertoire) {
        return message.primary;
    }
    // Everything from the first quote to the last is cut, as a value may hold quotes itself.
    const auto first = message.primary.find('"');
    const auto last = message.primary.rfind('"');
    return first == last
               ? message.primary
               : message.primary.substr(0, first + 1) + "..." + message.primary.substr(last);
}

std::string shown_detail(const ServerMessage& message) {
    // These classes tell of rows: data exceptions, violated constraints, and what PL/pgSQL raises
    // (manual, appendix A).
    for (const std::string_view of_rows :
         {sqlstate::data_exception_class, sqlstate::integrity_violation_class,
          sqlstate::plpgsql_error_class}) {
        if (message.sqlstate.starts_with(of_rows)) {
            return {};
        }
    }
    return message.detail;
}

std::string shown_context(const ServerMessage& message) {
    std::string shown;
    for (std::string_view rest = message.context; !rest.empty();) {
        std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        if (line.starts_with("COPY ")) {
            line = line.substr(0, line.find(": \""));
        } else if (!line.starts_with("PL/pgSQL ") && !line.starts_with("SQL function ")) {
            continue;
        }
        shown += (shown.empty() ? "" : ", ") + std::string{line};
    }
    return shown;
}

namespace {

Error make_statement_error(const ServerMessage& message) {
    const ErrorKind kind = kind_of_sqlstate(message.sqlstate);
    std::string text = message.end + ": " + shown_primary(message);
    if (const std::string detail = shown_detail(message); !detail.empty()) {
        text += " (" + detail + ")";
    }
    if (const std::string context = shown_context(message); !context.empty()) {
        text += ", in " + context;
    }
    std::string hint =
        message.hint.empty() ? std::string{default_hint(kind, message)} : message.hint;
    return Error{kind, std::move(text), std::move(hint), {}, message.sqlstate};
}

}  // namespace

ServerMessage read_server_message(std::string_view end, const pg_result* result) {
    const auto field = [&](int code) {
        const char* text = PQresultErrorField(result, code);
        return std::string{text != nullptr ? text : ""};
    };
    ServerMessage message{
        .end = std::string{end},
        .sqlstate = field(PG_DIAG_SQLSTATE),
        .primary = field(PG_DIAG_MESSAGE_PRIMARY),
        .detail = field(PG_DIAG_MESSAGE_DETAIL),
        .hint = field(PG_DIAG_MESSAGE_HINT),
        .context = field(PG_DIAG_CONTEXT),
        .position = parse_leading<std::size_t>(field(PG_DIAG_STATEMENT_POSITION)).value_or(0),
        .schema = field(PG_DIAG_SCHEMA_NAME),
        .table = field(PG_DIAG_TABLE_NAME),
        .column = field(PG_DIAG_COLUMN_NAME),
        .type = field(PG_DIAG_DATATYPE_NAME),
        .constraint = field(PG_DIAG_CONSTRAINT_NAME),
        .source_file = field(PG_DIAG_SOURCE_FILE),
        .inner_query = field(PG_DIAG_INTERNAL_QUERY)};
    if (message.primary.empty()) {
        message.primary = first_line(PQresultErrorMessage(result));
    }
    message.compared = message.primary;
    return message;
}

StatementError::StatementError(ServerMessage message)
    : Error{make_statement_error(message)}, message_{std::move(message)} {}

Error make_lost_connection(std::string_view end, std::string_view said) {
    std::string text = "the connection to the " + std::string{end} + " was lost";
    const std::string line = first_line(said);
    if (!line.empty()) {
        text += ": " + line;
    }
    return Error{ErrorKind::connection, std::move(text),
                 "Check the server and the network, then start again. On a hot standby a recovery "
                 "conflict ends "
                 "connections like this: hot_standby_feedback = on prevents it."};
}

Error make_not_one_server(std::string_view end, std::string_view said) {
    const std::string name{end};
    return Error{
        ErrorKind::refused,
        "two connections to the " + name +
            " do not see one snapshot, so they are not on one server: " + std::string{said},
        "A load-balanced reader endpoint gives each connection another server; name one "
        "of them in the url in [" +
            name + "]."};
}

std::string first_line(std::string_view text) {
    while (text.starts_with('\n') || text.starts_with(' ')) {
        text.remove_prefix(1);
    }
    return std::string{text.substr(0, text.find('\n'))};
}

}  // namespace subset::pg
