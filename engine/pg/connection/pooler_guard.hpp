// pooler_guard.hpp
//
// Opens a connection only to an endpoint that is no transaction pooler: behind one, a SET would
// stay on a server connection that belongs to somebody else by the next transaction. Part of
// engine/pg.
//
// Thread-safety: one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "pg/session.hpp"

#include <functional>
#include <string>

namespace subset {

// Throws where the endpoint gives each transaction another server connection, so that snapshots,
// session locks and settings would be lost or would land on others. A pooler in session mode
// passes.
//
// Requires: no transaction is open on `bare`; `context` is the one that it was made with.
// Throws:   pooler; connection; interrupted.
// Cost:     one round trip; behind a proxy one more connection and at most 20 round trips.
void check_no_pooler(pg::CopyChannel& bare, const pg::SessionContext& context);

// Returns the settings that a session with a server of this version begins with.
using SettingsOf = std::function<std::string(int server_version_num)>;

// Opens a connection, checks it as check_no_pooler() does, and makes the settings. Where a pooler
// refuses a parameter of the connection, the error says that it is a pooler.
//
// Throws: pooler; connection; interrupted.
// Cost:   a connection and one round trip; behind a proxy also what check_no_pooler() costs.
[[nodiscard]] pg::CopyChannel open_checked(const pg::ConnectionString& string,
                                           const pg::SessionContext& context,
                                           const SettingsOf& settings);

}  // namespace subset
