// source_snapshot.hpp
//
// The one view of the source that everything of a run is read in. It is a snapshot, exported for
// the readers and pg_dump, and every table that the twin will have is locked ACCESS SHARE right
// after it, so that no TRUNCATE or rewrite empties a table under us (POSTGRES.md 14). A twin is
// looked at in the same way; messages name the end that the connection string is of.
//
// While it stands, a thread looks once a second for a session that waits for our locks, such as a
// migration: behind its ALTER the application's own readers would queue (POSTGRES.md 16). Watch
// says who is told of it, and gives way.
//
// Thread-safety: one thread; the watching thread has the leader's connection to itself from
// start_watching() on.
#pragma once

#include "pg/copy_channel.hpp"
#include "pg/session.hpp"
#include "subset/config.hpp"
#include "util/identifier.hpp"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace subset {

class SourceSnapshot {
public:
    // Opens the leader and the readers in one snapshot, and checks that what it shows is what the
    // tables hold; starts again with a new snapshot where a schema change came between, or where a
    // lock is not to be had at once.
    //
    // Throws: connection, pooler, privilege (naming every table that lacks SELECT), lock (naming
    //         the holder), refused (connections that are not on one server), interrupted.
    // Cost:   two connections, ten round trips; for each reader besides one connection and three
    //         round trips.
    SourceSnapshot(const pg::ConnectionString& string, const Config& config, Observer& observer,
                   Cancellation& cancellation, std::uint64_t readers = 1);
    ~SourceSnapshot();
    SourceSnapshot(const SourceSnapshot&) = delete;
    SourceSnapshot& operator=(const SourceSnapshot&) = delete;

    [[nodiscard]] const std::string& id() const noexcept { return id_; }  // of pg_export_snapshot()
    [[nodiscard]] const std::string& taken_at() const noexcept { return taken_at_; }
    // What the leader was asked from the beginning of the snapshot that stands to
    // start_watching(): the same in every run.
    [[nodiscard]] std::uint64_t queries() const noexcept { return queries_; }
    // Requires: not watching.
    [[nodiscard]] pg::Session& leader() noexcept { return *leader_; }
    // The first of the readers, and all of them.
    [[nodiscard]] pg::CopyChannel& reader() noexcept { return readers_.front(); }
    [[nodiscard]] std::vector<pg::CopyChannel>& readers() noexcept { return readers_; }

    // From here on `on_waiting` is called, once and from another thread, when a session waits for
    // our locks; with who it is and what for. Cost: a round trip a second, on the leader.
    struct Watch {
        std::function<void(std::string who)> on_waiting;
        // The watching has failed, most often as the snapshot is gone with its connection.
        std::function<void(std::exception_ptr why)> on_lost;
    };
    void start_watching(Watch watch);
    // Ends snapshot, locks and connections. Never throws. Cost: a round trip.
    void release() noexcept;

private:
    struct ScopedTable {
        QualifiedName name;
        QualifiedName table;  // that it is, or that it is a partition of
        bool readable = true;
    };

    void check_server();
    bool try_open();
    // Has every reader see the snapshot and hold the locks.
    void join_readers();
    // The tables of the schemas in scope, without those that the twin will not have.
    [[nodiscard]] std::vector<ScopedTable> read_scope();
    void check_readable(const std::vector<ScopedTable>& tables);
    void watch() noexcept;
    // Returns when the watching ends, or when a session waits for our locks: with who it is.
    [[nodiscard]] std::optional<std::string> find_waiting();
    [[nodiscard]] std::string read_lock_holder();

    const std::string end_;
    const SourceConfig& config_;
    const std::vector<TableRule>& table_rules_;
    Observer& observer_;
    Cancellation& cancellation_;
    std::unique_ptr<pg::Session> leader_;
    std::vector<pg::CopyChannel> readers_;
    std::string id_;
    std::string taken_at_;
    std::string lock_sql_;
    std::string process_ids_;  // our backends, comma-separated
    std::string absent_oids_;  // an oid[] literal

    std::jthread watcher_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::uint64_t queries_before_ = 0;
    std::uint64_t queries_ = 0;
    bool stopping_ = false;
    Watch watch_;
};

}  // namespace subset
