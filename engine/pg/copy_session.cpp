// How the session of a CopyChannel begins.
#include "pg/copy_channel.hpp"
#include "pg/discretion.hpp"
#include "pg/sqlstates.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

namespace subset::pg {
namespace {

// The query behind a session's settings.
const std::string session_identity =
    fmt::format("; SELECT pg_catalog.pg_backend_pid(), {}", CopyChannel::server_start_sql);

}  // namespace

void CopyChannel::take_session_identity(const Rows& rows) {
    server_pid_ = static_cast<int>(rows.at(0).number(0));
    server_start_ = rows.at(0).text(1);
}

void CopyChannel::begin_session(const std::string& settings) {
    take_session_identity(query(settings + session_identity));
}

bool CopyChannel::begin_direct_session(const std::string& settings) {
    try {
        // The failure of the first statement ends the script, before anything is set. It stands in
        // the log of a server behind a pooler, and says there what it is about.
        take_session_identity(query(fmt::format(
            "SELECT CASE pg_catalog.pg_backend_pid() WHEN {} THEN 0 ELSE "
            "pg_catalog.int4in(pg_catalog.textout('subset asks whether this is a pooler: ' "
            "OPERATOR(pg_catalog.||) pg_catalog.pg_backend_pid()::pg_catalog.text)) END; {}{}",
            protocol_pid(), settings, session_identity)));
        return true;
    } catch (const StatementError& error) {
        if (error.sqlstate() == sqlstate::invalid_text_representation) {
            return false;
        }
        throw;
    }
}

void CopyChannel::hide_values_of_notices() {
    PQsetNoticeReceiver(
        connection_.get(),
        [](void* list, const pg_result* result) {
            const char* const severity = PQresultErrorField(result, PG_DIAG_SEVERITY);
            static_cast<std::vector<std::string>*>(list)->push_back(notice_without_values(
                severity != nullptr ? severity : "", read_server_message("", result)));
        },
        notices_.get());
}

}  // namespace subset::pg
