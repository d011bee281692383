#include "load/apart/swap.hpp"

#include "load/commit_doubt.hpp"
#include "pg/quote.hpp"
#include "pg/sqlstates.hpp"
#include "twin/beside.hpp"
#include "twin/third_database.hpp"
#include "util/background.hpp"

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace subset {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto between_tries = std::chrono::milliseconds{200};

// Ends sessions for as long as it lives: the rename waits five seconds for those that are there,
// and keeps newcomers out meanwhile (dbcommands.c, CountOtherDBBackends).
class SessionEnder {
public:
    // Ours on the target, `own_pid`, is left alone.
    SessionEnder(pg::CopyChannel channel, const std::string& databases, int own_pid)
        : channel_{std::move(channel)},
          sql_{end_sessions_sql(databases, fmt::format("a.pid <> {}", own_pid))},
          thread_{start_thread([this]() noexcept { end_sessions(); })} {}
    ~SessionEnder() { done_ = true; }
    SessionEnder(const SessionEnder&) = delete;
    SessionEnder& operator=(const SessionEnder&) = delete;

    // Throws: what has stopped it, where something has: nothing keeps newcomers out any more.
    void check() const {
        const std::lock_guard lock{mutex_};
        if (failure_) {
            std::rethrow_exception(failure_);
        }
    }

private:
    void end_sessions() noexcept {
        try {
            while (!done_) {
                channel_.execute(sql_);
                std::this_thread::sleep_for(std::chrono::milliseconds{20});
            }
        } catch (...) {
            const std::lock_guard lock{mutex_};
            failure_ = std::current_exception();
        }
    }

    std::atomic<bool> done_{false};
    pg::CopyChannel channel_;
    const std::string sql_;
    mutable std::mutex mutex_;
    std::exception_ptr failure_;
    std::jthread thread_;  // the last member: it is joined first
};

class Swap {
public:
    Swap(OpenTarget& target, const BesideDatabase& beside, Stamp stamp,
         std::chrono::milliseconds lock_timeout, Observer& observer)
        : target_{target},
          observer_{observer},
          cancellation_{*target.context.cancellation},
          third_{open_third_database(target, observer_, cancellation_)},
          third_pid_{third_->protocol_pid()},
          beside_{beside},
          stamp_{std::move(stamp)} {
        if (lock_timeout.count() != 0) {
            deadline_ = Clock::now() + lock_timeout;
        }
        stamp_.identity.oid = read_oid(*third_, beside.name);
        databases_ = fmt::format("{}, {}", target.state.database_oid, stamp_.identity.oid);
    }

    void execute() {
        wait_for_sessions();
        {
            // No longer: the new twin's sessions are not to be ended.
            const SessionEnder ender{open_third_database(target_, observer_, cancellation_),
                                     databases_, target_.channel->protocol_pid()};
            cancellation_.check();
            while (!swap()) {
                cancellation_.check();
                ender.check();
            }
        }
        drop_old();
    }

private:
    static std::string read_oid(pg::CopyChannel& channel, const std::string& database) {
        return channel
            .query("SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = " +
                   pg::quote_literal(database))
            .at(0)
            .text(0);
    }

    // Those that we may not end, as people know them.
    std::vector<std::string> read_sessions() {
        std::vector<std::string> who;
        third_->execute("SET ROLE NONE");
        const pg::Rows rows = third_->query(
            sessions_sql(databases_,
                         "a.pid, coalesce(a.usename, '?'), coalesce(a.application_name, ''), "
                         "coalesce(', since ' || pg_catalog.to_char(a.backend_start, "
                         "'YYYY-MM-DD HH24:MI:SS TZ'), '')",
                         fmt::format("NOT w.endable AND a.pid <> {} ORDER BY a.backend_start",
                                     target_.channel->protocol_pid())));
        third_->execute("RESET ROLE");
        for (const pg::Row& row : rows) {
            who.push_back(fmt::format("process {} ({}{}{}{})", row.text(0), row.text(1),
                                      row.text(2).empty() ? "" : ", ", row.text(2), row.text(3)));
        }
        const pg::Rows prepared = third_->query(
            "SELECT x.gid FROM pg_catalog.pg_prepared_xacts AS x WHERE x.database = " +
            pg::quote_literal(target_.state.database));
        for (const pg::Row& row : prepared) {
            who.push_back("the prepared transaction " + pg::quote_literal(row.text(0)));
        }
        return who;
    }

    void wait_for_sessions() {
        bool warned = false;
        for (;;) {
            const std::vector<std::string> who = read_sessions();
            if (who.empty()) {
                return;
            }
            if (too_late()) {
                throw_in_use(fmt::format("{}", fmt::join(who, "; ")));
            }
            if (!warned) {
                warned = true;
                observer_.warning(
                    {fmt::format("the new twin is ready, but the old one is in use: {}",
                                 fmt::join(who, "; ")),
                     "Waiting until they leave, for as long as [target] lock_timeout allows; "
                     "Ctrl-C gives up."});
            }
            cancellation_.check();
            std::this_thread::sleep_for(between_tries);
        }
    }

    [[noreturn]] static void throw_in_use(const std::string& who) {
        throw Error{ErrorKind::lock,
                    fmt::format("the new twin could not take the old one's place: {}", who),
                    "End those sessions or wait for them, then start again; a role that is a "
                    "member of pg_signal_backend ends them itself; [target] lock_timeout says how "
                    "long to wait."};
    }

    [[nodiscard]] bool too_late() const { return deadline_ && Clock::now() > *deadline_; }

    // False, where a session came in between.
    bool swap() {
        const std::string name = pg::quote_identifier(target_.state.database);
        const std::string old_name = pg::quote_identifier(beside_.old_name);
        const std::string new_name = pg::quote_identifier(beside_.name);
        std::string own;
        for (const BesideDatabase::Statement& statement : beside_.carried) {
            own += statement.at_swap ? statement.sql + "; " : "";
        }
        try {
            // From the COMMENT on no other refresh can drop what was built (POSTGRES.md 56); only
            // then is the refresh lock let go, as the rename counts our own session too.
            third_->execute(
                fmt::format("BEGIN; COMMENT ON DATABASE {} IS {}", new_name,
                            pg::quote_literal(render_comment(target_.state.comment, stamp_))));
            target_.channel->close();
            cancellation_.target_is(TargetNow::in_doubt);
            third_->execute(fmt::format(
                "{0}ALTER DATABASE {1} RENAME TO {2}; ALTER DATABASE {3} RENAME TO {1}; "
                "COMMENT ON DATABASE {2} IS {4}; ALTER DATABASE {2} IS_TEMPLATE false; "
                "ALTER DATABASE {1} IS_TEMPLATE {5}; COMMIT",
                own, name, old_name, new_name,
                pg::quote_literal(render_beside_mark(target_.state.database)),
                beside_.is_template));
            tell_committed(cancellation_, observer_);
        } catch (const pg::StatementError& error) {
            if (third_->alive()) {
                roll_back();
                if (error.message().sqlstate != sqlstate::object_in_use) {
                    throw;
                }
                if (too_late()) {
                    throw_in_use(
                        fmt::format("{}: {}", error.message().primary, error.message().detail));
                }
                return false;
            }
            find_out_by_name(error);
        } catch (const Error& error) {
            find_out_by_name(error);
        }
        return true;
    }

    void roll_back() {
        cancellation_.target_is(TargetNow::uncommitted);
        third_->execute("ROLLBACK");
    }

    // The database of the target's name says which of the two happened.
    void find_out_by_name(const Error& lost) {
        third_->close();
        Cancellation afterwards{&cancellation_, time_to_find_out};
        find_out(
            lost,
            {"the swap", "the target is the old twin",
             "The target is the new twin: its stamp is this run's.",
             fmt::format("The target is either the old twin or the new one, complete: the line "
                         "'subset {{...}}' in the comment of the database says which; what is "
                         "left beside it, \"{}\" or \"{}\", is removed by the next refresh.",
                         beside_.old_name, beside_.name),
             TargetNow::uncommitted},
            cancellation_, observer_, [&] {
                pg::CopyChannel again = open_third_database(target_, observer_, afterwards);
                wait_for_end_of(again, third_pid_);
                return read_oid(again, target_.state.database) == stamp_.identity.oid;
            });
    }

    // The server may still be working on what was sent.
    static void wait_for_end_of(pg::CopyChannel& channel, int pid) {
        const auto end = Clock::now() + std::chrono::seconds{10};
        while (Clock::now() < end &&
               channel
                   .query(fmt::format("SELECT EXISTS (SELECT FROM pg_catalog.pg_stat_activity AS a "
                                      "WHERE a.pid = {})",
                                      pid))
                   .at(0)
                   .boolean(0)) {
            std::this_thread::sleep_for(between_tries);
        }
    }

    void drop_old() {
        try {
            third_.reset();
            drop_beside(target_, beside_.old_name, observer_);
        } catch (const Error& error) {
            observer_.warning({fmt::format("the old twin is left as the database \"{}\": {}",
                                           beside_.old_name, error.what()),
                               "The next refresh removes it."});
        }
    }

    OpenTarget& target_;
    Observer& observer_;
    Cancellation& cancellation_;
    std::optional<pg::CopyChannel> third_;
    int third_pid_;
    const BesideDatabase& beside_;
    Stamp stamp_;
    std::optional<Clock::time_point> deadline_;  // none: for as long as it takes
    std::string databases_;                      // OIDs of both
};

}  // namespace

void swap_databases(OpenTarget& target, const BesideDatabase& beside, Stamp stamp,
                    std::chrono::milliseconds lock_timeout, Observer& observer) {
    Swap{target, beside, std::move(stamp), lock_timeout, observer}.execute();
}

}  // namespace subset
