#include "load/apart/swap.hpp"

#include "load/apart/sessions.hpp"
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
          stamp_{std::move(stamp)},
          deadline_{lock_timeout} {
        stamp_.identity.oid = read_oid(*third_, beside.name);
        databases_ = fmt::format("{}, {}", target.state.database_oid, stamp_.identity.oid);
    }

    void execute() {
        wait_for_sessions(target_, *third_, databases_, deadline_, observer_);
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
                if (deadline_.passed()) {
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
    SwapDeadline deadline_;
    std::string databases_;  // OIDs of both
};

}  // namespace

void swap_databases(OpenTarget& target, const BesideDatabase& beside, Stamp stamp,
                    std::chrono::milliseconds lock_timeout, Observer& observer) {
    Swap{target, beside, std::move(stamp), lock_timeout, observer}.execute();
}

}  // namespace subset
