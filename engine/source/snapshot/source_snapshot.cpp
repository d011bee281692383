#include "source/snapshot/source_snapshot.hpp"

#include "catalog/scope.hpp"
#include "catalog/sql.hpp"
#include "config/glob.hpp"
#include "pg/connection/connect.hpp"
#include "pg/connection/pooler_guard.hpp"
#include "pg/errors.hpp"
#include "pg/quote.hpp"
#include "pg/sql_variables.hpp"
#include "pg/sqlstates.hpp"
#include "util/background.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace subset {
namespace {

using Clock = std::chrono::steady_clock;

// Less than the server's default deadlock_timeout of 1 s, so that a migration which waits for us
// while we wait for it is never the one that the deadlock detector picks.
constexpr auto lock_patience = std::chrono::milliseconds{500};
constexpr auto watch_pause = std::chrono::milliseconds{1000};

// 0 is no limit; a single try has one all the same, as nobody may queue behind us for long.
std::chrono::milliseconds one_try(std::chrono::milliseconds lock_timeout) {
    return lock_timeout.count() == 0 ? lock_patience : std::min(lock_timeout, lock_patience);
}

std::string render_names(const std::vector<std::string>& names) {
    constexpr std::size_t most = 5;
    std::string text;
    for (std::size_t index = 0; index < std::min(names.size(), most); ++index) {
        text += (index == 0 ? "" : ", ") + names[index];
    }
    return names.size() > most ? fmt::format("{} and {} more", text, names.size() - most) : text;
}

}  // namespace

SourceSnapshot::SourceSnapshot(const pg::ConnectionString& string, const Config& config,
                               Observer& observer, Cancellation& cancellation,
                               std::uint64_t readers)
    : end_{string.end()},
      config_{config.source},
      table_rules_{config.tables},
      observer_{observer},
      cancellation_{cancellation} {
    for (const std::string& note : string.notes()) {
        observer.note(note);
    }
    const auto context = [&](std::uint64_t number) {
        return pg::SessionContext{fmt::format("{} {}", end_, number), config_.connect_timeout,
                                  &observer, &cancellation, config_.silence_timeout};
    };
    readers_.push_back(open_checked(string, context(2)));
    const std::string settings =
        pg::session_settings(config_.statement_timeout, one_try(config_.lock_timeout),
                             reader().server_version_num()) +
        pg::source_settings();
    reader().begin_session(settings);
    check_server();
    leader_ = std::make_unique<pg::Session>(string, context(1));
    leader_->begin_session(settings + "SET search_path = ''");
    while (readers_.size() < readers) {
        readers_.emplace_back(string, context(readers_.size() + 2));
        readers_.back().begin_session(settings);
    }

    const auto deadline = Clock::now() + config_.lock_timeout;
    while (!try_open()) {
        if (config_.lock_timeout.count() != 0 && Clock::now() > deadline) {
            throw Error{
                ErrorKind::lock,
                fmt::format("the {}'s tables could not be locked ACCESS SHARE within {} s: {}",
                            end_, config_.lock_timeout.count() / 1000, read_lock_holder()),
                fmt::format("A schema change seems to be going on; start again when it is done, "
                            "or raise [{}] lock_timeout.",
                            end_)};
        }
        observer_.detail("a schema change came between; taking a new snapshot");
        std::this_thread::sleep_for(std::chrono::milliseconds{250});
    }
}

// Their rows have no ids that one snapshot could tell them apart by.
void SourceSnapshot::check_server() {
    const pg::Rows found = reader().query(std::string{sql::known_server});
    if (const pg::Cell& name = found.at(0).cell(0)) {
        throw Error{ErrorKind::refused,
                    fmt::format("the {} is {}, whose rows cannot be told apart as those of "
                                "PostgreSQL",
                                end_, *name),
                    "It speaks PostgreSQL's protocol and keeps its rows otherwise: load a dump of "
                    "it into a PostgreSQL server, and name that one."};
    }
}

SourceSnapshot::~SourceSnapshot() { release(); }

bool SourceSnapshot::try_open() {
    leader_->end_transaction();
    for (pg::CopyChannel& reader : readers_) {
        reader.execute("ROLLBACK");
    }
    queries_before_ = leader_->queries();
    leader_->begin_read_only_snapshot();
    const pg::Rows exported = leader_->query(
        "SELECT pg_catalog.pg_export_snapshot(), pg_catalog.pg_backend_pid(), "
        "pg_catalog.now()::pg_catalog.text");
    id_ = exported.at(0).text(0);
    process_ids_ = exported.at(0).text(1);
    taken_at_ = exported.at(0).text(2);
    const std::vector<ScopedTable> tables = read_scope();
    check_readable(tables);

    lock_sql_.clear();
    for (const ScopedTable& table : tables) {
        lock_sql_ +=
            (lock_sql_.empty() ? "LOCK TABLE ONLY " : ", ONLY ") + pg::quote_name(table.name);
    }
    const std::string fingerprint =
        pg::with_variable(pg::with_variable(sql::fingerprint, "schemas", render_scope(config_)),
                          "absent", absent_oids_);
    bool joining = false;
    try {
        if (!lock_sql_.empty()) {
            lock_sql_ += " IN ACCESS SHARE MODE";
            leader_->execute(lock_sql_);
        }
        const pg::Rows now = reader().query(fingerprint);
        const pg::Rows then = leader_->query(fingerprint);
        if (now.at(0).cell(0) != then.at(0).cell(0)) {
            return false;
        }
        joining = true;
        join_readers();
    } catch (const Error& error) {
        // The lock is not to be had at once, or a table of the snapshot is gone by now.
        if (error.sqlstate() == sqlstate::lock_not_available ||
            error.sqlstate() == sqlstate::undefined_table) {
            return false;
        }
        // A snapshot that is not there: the latter from PostgreSQL 17 on.
        if (joining && (error.sqlstate() == sqlstate::invalid_parameter_value ||
                        error.sqlstate() == sqlstate::undefined_object)) {
            throw pg::make_not_one_server(end_, error.what());
        }
        throw;
    }
    return true;
}

void SourceSnapshot::join_readers() {
    const std::string sql = fmt::format(
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT {}; {}; "
        "SELECT pg_catalog.pg_backend_pid()",
        pg::quote_literal(id_), lock_sql_);
    for (pg::CopyChannel& reader : readers_) {
        process_ids_ += ", " + reader.query(sql).at(0).text(0);
    }
}

std::vector<SourceSnapshot::ScopedTable> SourceSnapshot::read_scope() {
    std::vector<ScopedTable> tables;
    pg::ArrayLiteral absent;
    for (const pg::Row& row :
         leader_->query(pg::with_variable(sql::scope, "schemas", render_scope(config_)))) {
        const QualifiedName name{row.text(0), row.text(1)};
        const bool known = !row.is_null(4) && !row.is_null(5);
        const QualifiedName table = known ? QualifiedName{row.text(4), row.text(5)} : name;
        if (config::is_absent(table_rules_, {table})) {
            absent.add(row.text(3));
        } else {
            tables.push_back({name, table, row.boolean(2)});
        }
    }
    absent_oids_ = absent.sql();
    return tables;
}

void SourceSnapshot::check_readable(const std::vector<ScopedTable>& tables) {
    std::vector<std::string> names;
    std::set<std::string> schemas;
    QualifiedName first;
    for (const ScopedTable& each : tables) {
        if (!each.readable) {
            first = names.empty() ? each.table : first;
            names.push_back(each.name.text());
            schemas.insert(pg::quote_identifier(each.name.schema));
        }
    }
    if (!names.empty()) {
        const std::string need =
            end_ == "source"
                ? fmt::format(
                      "pg_dump needs it on every table of the schemas in [source] "
                      "schemas, also on those with rows = \"none\". Or go on without "
                      "{0}, which the twin will not have then: [[table]] name = \"{1}\", "
                      "rows = \"absent\".",
                      names.size() == 1 ? "the table" : "such tables", first.text())
                : "what cannot be read is not proven.";
        const std::string role =
            pg::quote_identifier(leader_->query("SELECT current_user").at(0).text(0));
        throw Error{ErrorKind::privilege,
                    fmt::format("the {}'s role may not read {} of the tables: {}", end_,
                                names.size(), render_names(names)),
                    fmt::format("GRANT USAGE ON SCHEMA {0} TO {1}; GRANT SELECT ON ALL TABLES IN "
                                "SCHEMA {0} TO {1}; {2}",
                                fmt::join(schemas, ", "), role, need)};
    }
}

void SourceSnapshot::start_watching(Watch callbacks) {
    watch_ = std::move(callbacks);
    queries_ = leader_->queries() - queries_before_;
    watcher_ = start_thread([this]() noexcept { watch(); });
}

void SourceSnapshot::watch() noexcept {
    try {
        if (std::optional<std::string> waiting = find_waiting()) {
            watch_.on_waiting(*std::move(waiting));
        }
    } catch (...) {
        if (!cancellation_.requested()) {
            watch_.on_lost(std::current_exception());
        }
    }
}

std::optional<std::string> SourceSnapshot::find_waiting() {
    // Only ACCESS EXCLUSIVE conflicts with what we hold. pg_locks shows other roles' locks to
    // anybody; the text of their queries only to some.
    const std::string sql = fmt::format(
        "SELECT w.pid, w.relation::pg_catalog.regclass::pg_catalog.text, "
        "(SELECT pg_catalog.left(a.query, 120) FROM pg_catalog.pg_stat_activity AS a WHERE a.pid = "
        "w.pid) "
        "FROM pg_catalog.pg_locks AS w WHERE NOT w.granted AND w.locktype = 'relation' "
        "AND w.mode = 'AccessExclusiveLock' AND w.database = (SELECT d.oid FROM "
        "pg_catalog.pg_database AS d "
        "WHERE d.datname = pg_catalog.current_database()) "
        "AND pg_catalog.pg_blocking_pids(w.pid) && ARRAY[{}] ORDER BY w.pid LIMIT 1",
        process_ids_);
    std::unique_lock lock{mutex_};
    while (!wake_.wait_for(lock, watch_pause, [this] { return stopping_; })) {
        lock.unlock();
        // This also keeps servers that end idle transactions, whatever their settings say, from
        // ending ours.
        const pg::Rows waiting = leader_->query(sql);
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

void SourceSnapshot::release() noexcept {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    if (watcher_.joinable()) {
        watcher_.join();
    }
    for (pg::CopyChannel& reader : readers_) {
        reader.close();
    }
    leader_.reset();
}

std::string SourceSnapshot::read_lock_holder() {
    leader_->end_transaction();
    const pg::Rows holders = leader_->query(
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
