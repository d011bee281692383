#include "source/snapshot/lock_watch.hpp"

#include "util/background.hpp"

#include <fmt/format.h>

#include <chrono>
#include <exception>
#include <optional>
#include <utility>

namespace subset {
namespace {

constexpr auto watch_pause = std::chrono::milliseconds{1000};

// Only ACCESS EXCLUSIVE conflicts with what we hold. pg_locks shows other roles' locks to anybody;
// the text of their queries only to some.
std::string render_waiting_sql(const std::string& process_ids) {
    return fmt::format(
        "SELECT w.pid, w.relation::pg_catalog.regclass::pg_catalog.text, "
        "(SELECT pg_catalog.left(a.query, 120) FROM pg_catalog.pg_stat_activity AS a WHERE a.pid = "
        "w.pid) "
        "FROM pg_catalog.pg_locks AS w WHERE NOT w.granted AND w.locktype = 'relation' "
        "AND w.mode = 'AccessExclusiveLock' AND w.database = (SELECT d.oid FROM "
        "pg_catalog.pg_database AS d "
        "WHERE d.datname = pg_catalog.current_database()) "
        "AND pg_catalog.pg_blocking_pids(w.pid) && ARRAY[{}] ORDER BY w.pid LIMIT 1",
        process_ids);
}

}  // namespace

void LockWatch::start(pg::Session& session, const std::string& process_ids, LockWatchCalls calls) {
    calls_ = std::move(calls);
    watcher_ = start_thread([this, &session, sql = render_waiting_sql(process_ids)]() noexcept {
        watch(session, sql);
    });
}

void LockWatch::stop() noexcept {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    if (watcher_.joinable()) {
        watcher_.join();
    }
}

void LockWatch::watch(pg::Session& session, const std::string& sql) noexcept {
    try {
        if (std::optional<std::string> waiting = find_waiting(session, sql)) {
            calls_.on_waiting(*std::move(waiting));
        }
    } catch (...) {
        if (!cancellation_.requested()) {
            calls_.on_lost(std::current_exception());
        }
    }
}

std::optional<std::string> LockWatch::find_waiting(pg::Session& session, const std::string& sql) {
    std::unique_lock lock{mutex_};
    while (!wake_.wait_for(lock, watch_pause, [this] { return stopping_; })) {
        lock.unlock();
        // This also keeps servers that end idle transactions, whatever their settings say, from
        // ending ours.
        const pg::Rows waiting = session.query(sql);
        lock.lock();
        if (!waiting.empty() && !stopping_) {
            const pg::Row& row = waiting.front();
            return fmt::format("process {} waits for a lock on {}: {}", row.text(0), row.text(1),
                               row.is_null(2) || row.text(2).empty()
                                   ? "its query is not ours to see"
                                   : row.text(2));
        }
    }
    return std::nullopt;
}

std::string read_lock_holder(pg::Session& session) {
    const pg::Rows holders = session.query(
        "SELECT h.pid, h.relation::pg_catalog.regclass::pg_catalog.text, (SELECT "
        "pg_catalog.left(a.query, 120) "
        "FROM pg_catalog.pg_stat_activity AS a WHERE a.pid = h.pid) FROM pg_catalog.pg_locks AS h "
        "WHERE h.granted AND h.locktype = 'relation' AND h.mode = 'AccessExclusiveLock' AND "
        "h.database = "
        "(SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = "
        "pg_catalog.current_database()) "
        "AND h.pid <> pg_catalog.pg_backend_pid() AND h.relation >= 16384 ORDER BY h.pid LIMIT 1");
    if (holders.empty()) {
        return "the schema kept changing";
    }
    const pg::Row& holder = holders.front();
    return fmt::format(
        "process {} holds {}{}", holder.text(0), holder.text(1),
        holder.is_null(2) || holder.text(2).empty() ? "" : " (" + holder.text(2) + ")");
}

}  // namespace subset
