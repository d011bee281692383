#include "twin/guards.hpp"

#include "pg/quote.hpp"
#include "subset/error.hpp"

#include <fmt/format.h>

#include <chrono>
#include <random>
#include <thread>

namespace subset {
namespace {

using Clock = std::chrono::steady_clock;

std::uint64_t random_key() {
    std::random_device device;
    return std::uint64_t{device()} << 32 | device();
}

// A Probe rolls back what it has begun, whatever happens.
class Probe {
public:
    Probe(pg::CopyChannel& channel, const std::string& first) : channel_{channel} {
        try {
            channel_.execute("BEGIN; " + first);
        } catch (...) {
            roll_back();
            throw;
        }
    }
    ~Probe() { roll_back(); }
    Probe(const Probe&) = delete;
    Probe& operator=(const Probe&) = delete;

private:
    void roll_back() noexcept {
        try {
            channel_.execute("ROLLBACK");
        } catch (...) {
            channel_.close();  // this rolls back too
        }
    }

    pg::CopyChannel& channel_;
};

[[noreturn]] void refuse_same(const std::string& what) {
    throw Error{ErrorKind::refused, what,
                "The target is replaced, and the source is only read: correct the url in [source] "
                "or [target]."};
}

// Uncommitted changes reach a standby when something flushes the log. A transaction that took an id
// and wrote nothing makes the WAL writer do so (xact.c, XLogSetAsyncXactLSN).
void write_nudge(pg::CopyChannel& nudger) {
    nudger.execute("SELECT pg_catalog.pg_current_xact_id()");
}

}  // namespace

DatabaseMark::DatabaseMark() : key_{random_key()} {}

std::string DatabaseMark::hold_query() const {
    return fmt::format("SELECT pg_catalog.pg_advisory_lock({})", static_cast<std::int64_t>(key_));
}

std::string DatabaseMark::look_query() const {
    // pg_locks.classid and objid are the halves of a 64-bit key, where objsubid is 1 (manual,
    // pg_locks). The same key in another database of the server is another lock.
    return fmt::format(
        "SELECT pg_catalog.current_database() FROM pg_catalog.pg_locks AS l WHERE l.locktype = "
        "'advisory' "
        "AND l.classid = {} AND l.objid = {} AND l.objsubid = 1 AND l.database = (SELECT d.oid "
        "FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())",
        key_ >> 32, key_ & 0xffffffffU);
}

void check_different_databases(pg::CopyChannel& target, pg::CopyChannel& source,
                               const DatabaseMark& mark) {
    (void)target.query(mark.hold_query());
    const pg::Rows seen = source.query(mark.look_query());
    if (!seen.empty()) {
        refuse_same(
            fmt::format("source and target are the same database, \"{}\"", seen.at(0).text(0)));
    }
}

void check_not_own_standby(pg::CopyChannel& target, const pg::SessionContext& target_context,
                           const TargetState& primary, pg::CopyChannel& source,
                           const SourceEnd& standby, std::chrono::milliseconds patience) {
    const bool other_cluster =
        standby.cluster && primary.cluster && standby.cluster != primary.cluster;
    if (!standby.in_recovery || other_cluster ||
        standby.database_oid != std::to_string(primary.database_oid)) {
        return;
    }

    pg::SessionContext context = target_context;
    context.label = "target guard";
    pg::CopyChannel nudger{target.string(), context};
    const std::string schema =
        pg::quote_identifier(fmt::format("subset_probe_{:016x}", random_key()));
    const Probe probe{target, fmt::format("CREATE SCHEMA {0}; CREATE TABLE {0}.probe ()", schema)};
    const pg::Rows made = target.query(fmt::format(
        "SELECT pg_catalog.to_regclass({})::pg_catalog.oid, pg_catalog.pg_current_wal_insert_lsn()",
        pg::quote_literal(schema + ".probe")));
    const std::string sees = fmt::format(
        "SELECT EXISTS (SELECT FROM pg_catalog.pg_locks AS l WHERE l.locktype = 'relation' AND "
        "l.relation = {} "
        "AND l.mode = 'AccessExclusiveLock' AND l.database = {})",
        made.at(0).text(0), standby.database_oid);
    // The position is NULL where nothing was replayed since the start.
    const std::string past = fmt::format(
        "SELECT coalesce(pg_catalog.pg_last_wal_replay_lsn() > {}::pg_catalog.pg_lsn, false)",
        pg::quote_literal(made.at(0).text(1)));
    const auto deadline = Clock::now() + patience;
    while (Clock::now() < deadline) {
        write_nudge(nudger);
        // The order matters: the replayed position is asked before the lock, which must be visible
        // by then.
        const bool replayed = source.query(past).at(0).boolean(0);
        if (source.query(sees).at(0).boolean(0)) {
            refuse_same(
                fmt::format("the source is a hot standby of the target, \"{}\"", primary.database));
        }
        if (replayed) {
            return;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
    throw Error{ErrorKind::refused,
                fmt::format("the source may be a hot standby of the target: both have the same "
                            "system identifier and "
                            "database OID, and {} s did not tell",
                            patience.count() / 1000),
                "A standby that lags, or whose replay is paused, cannot be told from one of "
                "another server: let it "
                "catch up, or read from the primary."};
}

std::vector<Fault> make_version_warnings(int source_version_num, int target_version_num) {
    constexpr int newest = 19;
    std::vector<Fault> warnings;
    const auto look = [&](std::string_view end, int version_num) {
        const int major = version_num / 10000;
        if (major > newest) {
            warnings.push_back(
                {fmt::format("the {} is PostgreSQL {}, newer than this program knows", end, major),
                 fmt::format("It was made for PostgreSQL 13 to {}; a later one may do.", newest)});
        }
    };
    look("source", source_version_num);
    look("target", target_version_num);
    if (target_version_num / 10000 < source_version_num / 10000) {
        warnings.push_back(
            {fmt::format("the target is PostgreSQL {}, older than the source, which is {}",
                         target_version_num / 10000, source_version_num / 10000),
             "A schema that uses what only the newer version has will be refused by the target, "
             "which then stays as "
             "it is."});
    }
    return warnings;
}

}  // namespace subset
