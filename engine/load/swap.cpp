#include "load/swap.hpp"

#include "pg/quote.hpp"
#include "target/beside.hpp"
#include "target/refresh_lock.hpp"

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <thread>
#include <vector>

namespace subset {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto pause = std::chrono::milliseconds{200};
constexpr std::string_view object_in_use = "55006";  // manual, appendix A

// Sessions on the database, but for those that the server ends itself when it must. Who may end
// whose session: manual 9.28.2, pg_terminate_backend.
std::string sessions_sql(Oid database, std::string_view columns, std::string_view condition) {
    return fmt::format(
        "SELECT {} FROM pg_catalog.pg_stat_activity AS a "
        "LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = a.usesysid "
        "CROSS JOIN (SELECT u.rolsuper FROM pg_catalog.pg_roles AS u "
        "WHERE u.rolname = current_user) AS us "
        "CROSS JOIN LATERAL (SELECT us.rolsuper OR (NOT coalesce(r.rolsuper, true) AND "
        "(pg_catalog.pg_has_role(a.usesysid, 'USAGE') OR "
        "pg_catalog.pg_has_role('pg_signal_backend', 'USAGE')))) AS w (endable) "
        // Of another role's session only a little is shown (manual 28.2.3).
        "WHERE a.datid = {} AND a.usesysid IS NOT NULL AND "
        "coalesce(a.backend_type, 'client backend') IN ('client backend', 'walsender') AND {}",
        columns, database, condition);
}

// Ends sessions for as long as it lives: the rename waits five seconds for those that are there,
// and keeps newcomers out meanwhile (dbcommands.c, CountOtherDBBackends).
class SessionEnder {
public:
    SessionEnder(pg::CopyChannel channel, Oid database)
        : channel_{std::move(channel)}, thread_{[this, database] {
              const std::string sql =
                  sessions_sql(database, "pg_catalog.pg_terminate_backend(a.pid)", "w.endable");
              try {
                  while (!done_) {
                      channel_.query(sql);
                      std::this_thread::sleep_for(std::chrono::milliseconds{20});
                  }
              } catch (const Error&) {
                  // The rename then says who is in the way.
              }
          }} {}
    ~SessionEnder() {
        done_ = true;
        thread_.join();
    }
    SessionEnder(const SessionEnder&) = delete;
    SessionEnder& operator=(const SessionEnder&) = delete;

private:
    std::atomic<bool> done_{false};
    pg::CopyChannel channel_;
    std::thread thread_;
};

class Swap {
public:
    Swap(OpenTarget& target, const BesideDatabase& beside, Stamp stamp,
         std::chrono::milliseconds lock_timeout, Observer& observer,
         const Cancellation& cancellation)
        : target_{target},
          third_{open_third_database(target)},
          beside_{beside},
          stamp_{std::move(stamp)},
          deadline_{Clock::now() + lock_timeout},
          observer_{observer},
          cancellation_{cancellation} {
        const pg::Rows rows =
            third_->query("SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = " +
                          pg::quote_literal(beside.name));
        stamp_.identity.oid = rows.at(0).text(0);
    }

    void execute() {
        for (;;) {
            wait_for_sessions();
            target_.channel->close();  // the rename counts our own session too
            cancellation_.check();
            if (rename()) {
                break;
            }
            // Somebody came in between. Whoever took the refresh lock since is let finish.
            target_.channel.emplace(reopen_target(target_.channel->string(), target_.context));
            take_refresh_lock(*target_.channel, observer_);
        }
        commit();
        drop_old();
    }

private:
    // Those that we may not end, as people know them.
    std::vector<std::string> read_sessions() {
        std::vector<std::string> who;
        const pg::Rows rows = third_->query(
            sessions_sql(target_.state.database_oid,
                         "a.pid, coalesce(a.usename, '?'), coalesce(a.application_name, ''), "
                         "coalesce(', since ' || pg_catalog.to_char(a.backend_start, "
                         "'YYYY-MM-DD HH24:MI:SS TZ'), '')",
                         "NOT w.endable ORDER BY a.backend_start"));
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
        for (;;) {
            const std::vector<std::string> who = read_sessions();
            if (who.empty()) {
                return;
            }
            if (Clock::now() > deadline_) {
                throw_in_use(fmt::format("{}", fmt::join(who, "; ")));
            }
            if (!warned_) {
                warned_ = true;
                observer_.warning(
                    {fmt::format("the new twin is ready, but the old one is in use: {}",
                                 fmt::join(who, "; ")),
                     "Waiting until they leave, for as long as [target] lock_timeout allows; "
                     "Ctrl-C gives up."});
            }
            cancellation_.check();
            std::this_thread::sleep_for(pause);
        }
    }

    [[noreturn]] static void throw_in_use(const std::string& who) {
        throw Error{ErrorKind::lock,
                    fmt::format("the new twin could not take the old one's place: {}", who),
                    "End those sessions or wait for them, then start again; a role that is a "
                    "member of pg_signal_backend ends them itself; [target] lock_timeout says how "
                    "long to wait."};
    }

    // False, where a session came in between.
    bool rename() {
        const SessionEnder ender{open_third_database(target_), target_.state.database_oid};
        const std::string name = pg::quote_identifier(target_.state.database);
        const std::string old_name = pg::quote_identifier(beside_.old_name);
        try {
            third_->execute(fmt::format(
                "BEGIN; ALTER DATABASE {0} RENAME TO {1}; ALTER DATABASE {2} RENAME TO {0}; "
                "COMMENT ON DATABASE {0} IS {3}; COMMENT ON DATABASE {1} IS {4}",
                name, old_name, pg::quote_identifier(beside_.name),
                pg::quote_literal(render_comment(target_.state.comment, stamp_)),
                pg::quote_literal(render_beside_mark(target_.state.database))));
            return true;
        } catch (const pg::StatementError& error) {
            if (error.message().sqlstate != object_in_use || !third_->alive()) {
                throw;
            }
            third_->execute("ROLLBACK");
            if (Clock::now() > deadline_) {
                throw_in_use(error.message().primary);
            }
            return false;
        }
    }

    void commit() {
        try {
            third_->execute("COMMIT");
        } catch (const Error& error) {
            find_out(error);
        }
    }

    // The connection was lost during COMMIT: the database of that name says which of the two
    // happened.
    void find_out(const Error& lost) {
        third_->close();
        std::optional<std::string> oid;
        try {
            pg::CopyChannel again = open_third_database(target_);
            oid = again
                      .query("SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = " +
                             pg::quote_literal(target_.state.database))
                      .at(0)
                      .text(0);
        } catch (const Error& error) {
            throw Error{ErrorKind::in_doubt,
                        fmt::format("the connection to the target was lost during the swap, and "
                                    "whether it came through could not be learned: {}",
                                    error.what()),
                        "The target is either the old twin or the new one, complete: the line "
                        "'subset {...}' in the comment of the database says which."};
        }
        if (oid != stamp_.identity.oid) {
            throw Error{lost.kind(),
                        fmt::format("{}; this was during the swap, and the target is the old twin",
                                    lost.what()),
                        "Start again; nothing was changed."};
        }
        observer_.warning(
            {"the connection to the target was lost during the swap, but it came "
             "through",
             "The target is the new twin: its stamp is this run's."});
    }

    void drop_old() {
        try {
            if (!third_->alive()) {
                third_.emplace(open_third_database(target_));
            }
            third_->execute("DROP DATABASE IF EXISTS " + pg::quote_identifier(beside_.old_name) +
                            " WITH (FORCE)");
        } catch (const Error& error) {
            observer_.warning({fmt::format("the old twin is left as the database \"{}\": {}",
                                           beside_.old_name, error.what()),
                               "The next refresh removes it."});
        }
    }

    OpenTarget& target_;
    std::optional<pg::CopyChannel> third_;
    const BesideDatabase& beside_;
    Stamp stamp_;
    Clock::time_point deadline_;
    Observer& observer_;
    const Cancellation& cancellation_;
    bool warned_ = false;
};

}  // namespace

pg::CopyChannel open_third_database(const OpenTarget& target) {
    static Cancellation unheard;
    pg::SessionContext context = target.context;
    context.label = "target server";
    context.cancellation = &unheard;
    const pg::ConnectionString& string = target.channel->string();
    const auto open = [&](const char* database) {
        return pg::CopyChannel{string.with("dbname", database), context};
    };
    if (target.state.database != "postgres") {
        try {
            return open("postgres");
        } catch (const Error& error) {
            context.observer->note(fmt::format("the database postgres: {}", error.what()));
        }
    }
    return open("template1");
}

void swap_databases(OpenTarget& target, const BesideDatabase& beside, Stamp stamp,
                    std::chrono::milliseconds lock_timeout, Observer& observer,
                    const Cancellation& cancellation) {
    Swap{target, beside, std::move(stamp), lock_timeout, observer, cancellation}.execute();
}

}  // namespace subset
