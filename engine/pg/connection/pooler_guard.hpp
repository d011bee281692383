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

namespace subset {

// Throws where the endpoint gives each transaction another server connection, so that snapshots,
// session locks and settings would be lost or would land on others. A pooler in session mode
// passes.
//
// Requires: no transaction is open on `bare`; `context` is the one that it was made with.
// Throws:   pooler; connection; interrupted.
// Cost:     one round trip; behind a proxy one more connection and at most 20 round trips.
void check_no_pooler(pg::CopyChannel& bare, const pg::SessionContext& context);

// Opens the bare connection for the guards, and checks it by check_no_pooler(). Where a pooler
// refuses a parameter of the connection, the error says that it is a pooler.
//
// Throws: pooler; connection; interrupted.
// Cost:   a connection and the above.
[[nodiscard]] pg::CopyChannel open_checked(const pg::ConnectionString& string,
                                           const pg::SessionContext& context);

}  // namespace subset
