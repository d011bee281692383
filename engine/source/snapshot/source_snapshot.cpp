#include "source/snapshot/source_snapshot.hpp"

#include "catalog/scope.hpp"
#include "catalog/sql.hpp"
#include "config/glob.hpp"
#include "pg/connection/connect.hpp"
#include "pg/connection/hidden_settings.hpp"
#include "pg/connection/pooler_guard.hpp"
#include "pg/errors.hpp"
#include "pg/quote.hpp"
#include "pg/sql_variables.hpp"
#include "pg/sqlstates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace subset {
namespace {

using Clock = std::chrono::steady_clock;

// Less than the server's default deadlock_timeout of 1 s, so that a migration which waits for us
// while we wait for it is never the one that the deadlock detector picks.
constexpr auto lock_patience = std::chrono::milliseconds{500};

// Returns the table that a row of scope.sql is of: the partitioned table, for a partition.
QualifiedName table_of(const pg::Row& row) {
    const bool known = !row.is_null(4) && !row.is_null(5);
    return known ? QualifiedName{row.text(4), row.text(5)}
                 : QualifiedName{row.text(0), row.text(1)};
}

// 0 is no limit; a single try has one all the same, as nobody may queue behind us for long.
std::chrono::milliseconds one_try(std::chrono::milliseconds lock_timeout) {
    return lock_timeout.count() == 0 ? lock_patience : std::min(lock_timeout, lock_patience);
}

std::string render_scope_query(const ReadScope& scope) {
    return pg::with_variable(pg::with_variable(sql::scope, "schemas", render_scope(scope.schemas)),
                             "may_read", sql::may_read);
}

pg::SessionContext context_of(const DatabaseEnd& end, std::uint64_t number, Observer& observer,
                              Cancellation& cancellation) {
    return {fmt::format("{} {}", end.name, number),
            end.connect_timeout,
            &observer,
            &cancellation,
            end.silence_timeout,
            end.hides_values};
}

std::string reader_settings(const DatabaseEnd& end, int server_version_num) {
    return pg::session_settings(end.statement_timeout, one_try(end.lock_timeout),
                                server_version_num) +
           pg::source_settings();
}

}  // namespace

pg::CopyChannel open_leader(const DatabaseEnd& end, Observer& observer,
                            Cancellation& cancellation) {
    const pg::ConnectionString string{end.name, end.url};
    for (const std::string& note : string.notes()) {
        observer.note(note);
    }
    return open_checked(
        string, context_of(end, 1, observer, cancellation), [&](int server_version_num) {
            return reader_settings(end, server_version_num) + "SET search_path = ''";
        });
}

SourceSnapshot::SourceSnapshot(pg::CopyChannel leader, const DatabaseEnd& end,
                               const ReadScope& scope, Observer& observer,
                               Cancellation& cancellation, std::uint64_t readers)
    : end_{end},
      scope_{scope},
      observer_{observer},
      pace_{end.rate ? std::make_unique<pg::Pace>(*end.rate) : nullptr},
      watch_{cancellation} {
    leader.obey(cancellation);
    check_server(leader);
    // Of what `options` says in the url, a service file or the environment, nothing may be lost.
    const pg::ConnectionString of_readers =
        leader.string().with("options", leader.endpoint().string.value("options"));
    const std::string settings = reader_settings(end_, leader.server_version_num());
    leader_ = std::make_unique<pg::Session>(std::move(leader));
    while (readers_.size() < readers) {
        pg::SessionContext of_reader =
            context_of(end_, readers_.size() + 2, observer, cancellation);
        of_reader.pace = pace_.get();
        readers_.push_back(open_reader(of_readers, of_reader));
        readers_.back().begin_session(settings + (pace_ ? pg::paced_settings() : ""));
    }

    const auto deadline = Clock::now() + end_.lock_timeout;
    while (!try_open()) {
        if (end_.lock_timeout.count() != 0 && Clock::now() > deadline) {
            leader_->end_transaction();
            throw Error{
                ErrorKind::lock,
                fmt::format("the {}'s tables could not be locked ACCESS SHARE within {} s: {}",
                            end_.name, end_.lock_timeout.count() / 1000,
                            read_lock_holder(*leader_)),
                fmt::format("A schema change seems to be going on; start again when it is done, "
                            "or raise [{}] lock_timeout.",
                            end_.name)};
        }
        observer_.detail("a schema change came between; taking a new snapshot");
        std::this_thread::sleep_for(std::chrono::milliseconds{250});
    }
}

SourceSnapshot::SourceSnapshot(const DatabaseEnd& end, const ReadScope& scope, Observer& observer,
                               Cancellation& cancellation, std::uint64_t readers)
    : SourceSnapshot{
          open_leader(end, observer, cancellation), end, scope, observer, cancellation, readers} {}

// Their rows have no ids that one snapshot could tell them apart by.
void SourceSnapshot::check_server(pg::CopyChannel& channel) const {
    const pg::Rows found = channel.query(std::string{sql::known_server});
    if (const pg::Cell& name = found.at(0).cell(0)) {
        throw Error{ErrorKind::refused,
                    fmt::format("the {} is {}, whose rows cannot be told apart as those of "
                                "PostgreSQL",
                                end_.name, *name),
                    "It speaks PostgreSQL's protocol and keeps its rows otherwise: load a dump of "
                    "it into a PostgreSQL server, and name that one."};
    }
}

pg::CopyChannel SourceSnapshot::open_reader(const pg::ConnectionString& string,
                                            const pg::SessionContext& context) {
    if (!end_.hidden_settings.empty() && takes_settings_) {
        try {
            return {string.with(end_.hidden_settings), context};
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::connection && error.kind() != ErrorKind::pooler) {
                throw;
            }
            takes_settings_ = false;
            observer_.detail(
                fmt::format("trying again without settings in the start packet: {}", error.what()));
        }
    }
    return {string, context};
}

void SourceSnapshot::give_hidden_settings() {
    for (pg::CopyChannel& reader : readers_) {
        if (!end_.hidden_settings.empty() && !pg::has_settings(reader, end_.hidden_settings)) {
            pg::bind_settings(reader, end_.hidden_settings, "what values are masked with");
        }
    }
}

SourceSnapshot::~SourceSnapshot() { release(); }

bool SourceSnapshot::try_open() {
    leader_->end_transaction();
    for (pg::CopyChannel& reader : readers_) {
        if (reader.in_transaction()) {
            reader.execute("ROLLBACK");
        }
    }
    queries_before_ = leader_->queries();
    const std::string export_query =
        "SELECT pg_catalog.pg_export_snapshot(), pg_catalog.pg_backend_pid(), "
        "pg_catalog.now()::pg_catalog.text";
    const std::string scope_query = render_scope_query(scope_);
    leader_->begin_read_only_snapshot({export_query, scope_query});
    const pg::Rows exported = leader_->query(export_query);
    id_ = exported.at(0).text(0);
    process_ids_ = exported.at(0).text(1);
    taken_at_ = exported.at(0).text(2);
    const std::vector<ScopedTable> tables = read_scope(leader_->query(scope_query));
    check_readable(tables, end_.name, *leader_);

    lock_sql_.clear();
    for (const ScopedTable& table : tables) {
        lock_sql_ +=
            (lock_sql_.empty() ? "LOCK TABLE ONLY " : ", ONLY ") + pg::quote_name(table.name);
    }
    const std::string fingerprint = pg::with_variable(
        pg::with_variable(sql::fingerprint, "schemas", render_scope(scope_.schemas)), "absent",
        absent_oids_);
    bool joining = false;
    try {
        if (!lock_sql_.empty()) {
            lock_sql_ += " IN ACCESS SHARE MODE; ";
        }
        const pg::Rows then = leader_->query(lock_sql_ + fingerprint);
        joining = true;
        join_readers(fingerprint);
        if (reader().query(fingerprint).at(0).cell(0) != then.at(0).cell(0)) {
            return false;
        }
    } catch (const Error& error) {
        // The lock is not to be had at once, or a table of the snapshot is gone by now.
        if (error.sqlstate() == sqlstate::lock_not_available ||
            error.sqlstate() == sqlstate::undefined_table) {
            return false;
        }
        // A snapshot that is not there: the latter from PostgreSQL 17 on.
        if (joining && (error.sqlstate() == sqlstate::invalid_parameter_value ||
                        error.sqlstate() == sqlstate::undefined_object)) {
            throw pg::make_not_one_server(end_.name, error.what());
        }
        throw;
    }
    return true;
}

void SourceSnapshot::join_readers(const std::string& now) {
    const std::string join = fmt::format(
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT {}; {}"
        "SELECT pg_catalog.pg_backend_pid()",
        pg::quote_literal(id_), lock_sql_);
    // The first is in no transaction yet: what it is asked before it joins, it answers of what is
    // there after the locks.
    reader().ask_ahead({now, "COMMIT; " + join}, "BEGIN");
    process_ids_ += ", " + reader().query("COMMIT; " + join).at(0).text(0);
    for (std::size_t other = 1; other < readers_.size(); ++other) {
        process_ids_ += ", " + readers_[other].query(join).at(0).text(0);
    }
}

std::vector<ScopedTable> SourceSnapshot::read_scope(const pg::Rows& rows) {
    std::vector<ScopedTable> tables;
    pg::ArrayLiteral absent;
    unreadable_.clear();
    for (const pg::Row& row : rows) {
        if (scope_.leave_unreadable && !row.boolean(2)) {
            unreadable_.push_back(table_of(row));
        }
    }
    for (const pg::Row& row : rows) {
        const QualifiedName table = table_of(row);
        if (config::is_absent(scope_.tables, {table}) ||
            std::find(unreadable_.begin(), unreadable_.end(), table) != unreadable_.end()) {
            absent.add(row.text(3));
        } else {
            tables.push_back({{row.text(0), row.text(1)}, table, row.boolean(2)});
        }
    }
    absent_oids_ = absent.sql();
    return tables;
}

std::optional<pg::PaceUse> SourceSnapshot::pace_use() const {
    return pace_ ? std::optional{pace_->use()} : std::nullopt;
}

void SourceSnapshot::start_watching(LockWatchCalls callbacks) {
    queries_ = leader_->queries() - queries_before_;
    watch_.start(*leader_, process_ids_, std::move(callbacks));
}

void SourceSnapshot::release() noexcept {
    watch_.stop();
    for (pg::CopyChannel& reader : readers_) {
        reader.close();
    }
    leader_.reset();
}

}  // namespace subset
