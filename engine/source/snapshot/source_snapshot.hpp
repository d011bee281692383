// source_snapshot.hpp
//
// The one view of the source that everything of a run is read in. It is a snapshot, exported for
// the readers and pg_dump, and every table that the twin will have is locked ACCESS SHARE right
// after it, so that no TRUNCATE or rewrite empties a table under us (POSTGRES.md 14). A twin is
// looked at in the same way; messages name the end that it is.
//
// While it stands, a thread looks once a second for a session that waits for our locks
// (lock_watch.hpp); whoever is told of it gives way.
//
// Thread-safety: one thread; the watching thread has the leader's connection to itself from
// start_watching() on.
#pragma once

#include "config/database_end.hpp"
#include "config/read_scope.hpp"
#include "pg/copy_channel.hpp"
#include "pg/pace/pace.hpp"
#include "pg/session.hpp"
#include "source/snapshot/check_readable.hpp"
#include "source/snapshot/lock_watch.hpp"
#include "util/identifier.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace subset {

// Opens the connection that is to lead a snapshot, with its settings. Before that the guards may
// ask by it; they begin no transaction.
//
// Throws: config, where the url cannot be read; connection, pooler, interrupted.
// Cost:   a connection and one round trip.
[[nodiscard]] pg::CopyChannel open_leader(const DatabaseEnd& end, Observer& observer,
                                          Cancellation& cancellation);

class SourceSnapshot {
public:
    // Opens the leader and the readers in one snapshot, and checks that what it shows is what the
    // tables hold; starts again with a new snapshot where a schema change came between, or where a
    // lock is not to be had at once.
    //
    // Throws: connection, pooler, privilege (naming every table that lacks SELECT), lock (naming the
    //         holder), refused (connections that are not on one server), interrupted.
    // Cost:   three round trips; for each reader a connection and two round trips.
    SourceSnapshot(pg::CopyChannel leader, const DatabaseEnd& end, const ReadScope& scope,
                   Observer& observer, Cancellation& cancellation, std::uint64_t readers = 1);
    // As above, with a leader that open_leader() makes first.
    SourceSnapshot(const DatabaseEnd& end, const ReadScope& scope, Observer& observer,
                   Cancellation& cancellation, std::uint64_t readers = 1);
    ~SourceSnapshot();
    SourceSnapshot(const SourceSnapshot&) = delete;
    SourceSnapshot& operator=(const SourceSnapshot&) = delete;

    [[nodiscard]] const std::string& id() const noexcept { return id_; }  // of pg_export_snapshot()
    [[nodiscard]] const std::string& taken_at() const noexcept { return taken_at_; }
    // The tables that the role may not read, where the scope leaves these out.
    [[nodiscard]] const std::vector<QualifiedName>& unreadable() const noexcept {
        return unreadable_;
    }
    // What the leader was asked from the beginning of the snapshot that stands to
    // start_watching(): the same in every run.
    [[nodiscard]] std::uint64_t queries() const noexcept { return queries_; }
    // What the readers were asked for; nothing where the end has no rate. It is there after
    // release(), too.
    [[nodiscard]] std::optional<pg::PaceUse> pace_use() const;
    // Requires: not watching.
    [[nodiscard]] pg::Session& leader() noexcept { return *leader_; }
    // The first of the readers, and all of them.
    [[nodiscard]] pg::CopyChannel& reader() noexcept { return readers_.front(); }
    [[nodiscard]] std::vector<pg::CopyChannel>& readers() noexcept { return readers_; }

    // Sees to it that the readers have the end's hidden settings, where the endpoint did not take
    // them when the readers were opened.
    //
    // Throws: server, where they cannot be given unseen.
    // Cost:   a round trip for each reader; two more where they must be bound.
    void give_hidden_settings();
    // From here on a session that waits for our locks is told of. Cost: a round trip a second, on
    // the leader.
    void start_watching(LockWatchCalls callbacks);
    // Ends snapshot, locks and connections. Never throws. Cost: a round trip.
    void release() noexcept;

private:
    void check_server(pg::CopyChannel& channel) const;
    // Opens a reader that begins with the hidden settings, or without them where the endpoint
    // refuses them.
    [[nodiscard]] pg::CopyChannel open_reader(const pg::ConnectionString& string,
                                              const pg::SessionContext& context);
    bool try_open();
    // Has every reader see the snapshot and hold the locks. The first is asked this query before.
    void join_readers(const std::string& now);
    // The tables of the schemas in scope, without those that the twin will not have.
    [[nodiscard]] std::vector<ScopedTable> read_scope(const pg::Rows& rows);

    const DatabaseEnd end_;
    const ReadScope scope_;
    Observer& observer_;
    std::unique_ptr<pg::Pace>
        pace_;  // of the readers, and not of the leader, which must see who waits
    std::unique_ptr<pg::Session> leader_;
    std::vector<pg::CopyChannel> readers_;
    std::vector<QualifiedName> unreadable_;
    std::string id_;
    std::string taken_at_;
    std::string lock_sql_;
    std::string process_ids_;  // our backends, comma-separated
    std::string absent_oids_;  // an oid[] literal

    std::uint64_t queries_before_ = 0;
    std::uint64_t queries_ = 0;
    bool takes_settings_ = true;  // the endpoint has not refused them
    LockWatch watch_;
};

}  // namespace subset
