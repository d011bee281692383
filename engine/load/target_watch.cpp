#include "load/target_watch.hpp"

#include <fmt/format.h>

#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <utility>

namespace subset {
namespace {

constexpr auto between_looks = std::chrono::milliseconds{500};
constexpr auto long_step = std::chrono::seconds{1};

// Of the first session that has something to say: who holds the lock that it waits for; what it is
// at; how far that is, in per cent.
std::string render_question(const std::vector<int>& pids, int server_version_num) {
    const bool knows_copy = server_version_num >= 140000;  // new there: pg_stat_progress_copy
    return fmt::format(
        "SELECT CASE WHEN a.wait_event_type = 'Lock' THEN (SELECT pg_catalog.string_agg("
        "pg_catalog.format('process %s of role %s%s', h.pid, h.usename, ' (' || "
        "pg_catalog.left(pg_catalog.regexp_replace(h.query, '\\s+', ' ', 'g'), 120) || ')'), '; ' "
        "ORDER BY h.pid) FROM pg_catalog.pg_stat_activity AS h "
        "WHERE h.pid = ANY (pg_catalog.pg_blocking_pids(a.pid))) END, "
        "COALESCE(i.phase, {}), CASE WHEN i.blocks_total > 0 THEN 100 * i.blocks_done / "
        "i.blocks_total "
        "WHEN i.tuples_total > 0 THEN 100 * i.tuples_done / i.tuples_total END "
        "FROM pg_catalog.pg_stat_activity AS a "
        "LEFT JOIN pg_catalog.pg_stat_progress_create_index AS i ON i.pid = a.pid {}"
        "WHERE a.pid = ANY ('{{{}}}'::pg_catalog.int4[]) ORDER BY 1 NULLS LAST, 2 NULLS LAST",
        knows_copy ? "'the server has taken ' || c.tuples_processed || ' rows'" : "NULL",
        knows_copy ? "LEFT JOIN pg_catalog.pg_stat_progress_copy AS c ON c.pid = a.pid " : "",
        fmt::join(pids, ","));
}

}  // namespace

TargetWatch::TargetWatch(std::function<pg::CopyChannel()> connect, RowLoader& rows)
    : connect_{std::move(connect)}, rows_{rows} {
    try {
        thread_ = std::thread{[this]() noexcept { watch(); }};
    } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): then nobody looks on
    }
}

TargetWatch::~TargetWatch() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void TargetWatch::add(int pid) {
    const std::lock_guard lock{mutex_};
    pids_.push_back(pid);
}

void TargetWatch::watch() noexcept {
    try {
        std::optional<pg::CopyChannel> channel;
        std::unique_lock lock{mutex_};
        while (!wake_.wait_for(lock, between_looks, [this] { return stopping_; })) {
            if (pids_.empty() || rows_.silent_for() < long_step) {
                continue;
            }
            lock.unlock();
            if (!channel) {
                channel.emplace(connect_());
                channel->execute("SET statement_timeout = '2s'");
            }
            look(*channel);
            lock.lock();
        }
    } catch (...) {  // NOLINT(bugprone-empty-catch): the work itself tells what is wrong
    }
}

void TargetWatch::look(pg::CopyChannel& channel) {
    std::vector<int> pids;
    {
        const std::lock_guard lock{mutex_};
        pids = pids_;
    }
    for (const pg::Row& row : channel.query(render_question(pids, channel.server_version_num()))) {
        if (!row.is_null(0)) {
            rows_.tell_server("waits for a lock: " + row.text(0) + " holds it", true);
            return;
        }
        if (!row.is_null(1)) {
            rows_.tell_server(
                row.is_null(2) ? row.text(1) : fmt::format("{}, {} %", row.text(1), row.text(2)),
                false);
            return;
        }
    }
    rows_.tell_server("", false);
}

}  // namespace subset
