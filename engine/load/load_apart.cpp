#include "load/load_apart.hpp"

#include "load/side_by_side.hpp"
#include "load/swap.hpp"
#include "pg/quote.hpp"
#include "target/beside.hpp"
#include "target/third_database.hpp"

#include <fmt/format.h>

#include <vector>

namespace subset {
namespace {

// The database that is built, until it is swapped in or dropped.
class Building {
public:
    Building(OpenTarget& target, const BesideDatabase& beside, Observer& observer)
        : target_{target}, beside_{beside}, observer_{observer} {
        pg::CopyChannel third = open_third_database(target, observer);
        third.execute(beside.create);
        third.execute(
            fmt::format("COMMENT ON DATABASE {0} IS {1}; ALTER DATABASE {0} ALLOW_CONNECTIONS true",
                        pg::quote_identifier(beside.name),
                        pg::quote_literal(render_beside_mark(target.state.database))));
    }

    ~Building() {
        if (swapped_) {
            return;
        }
        try {
            pg::CopyChannel third = open_third_database(target_, observer_);
            drop_database(third, beside_.name);
        } catch (const Error& error) {
            observer_.warning({fmt::format("what was built is left as the database \"{}\": {}",
                                           beside_.name, error.what()),
                               "The next refresh removes it."});
        }
    }
    Building(const Building&) = delete;
    Building& operator=(const Building&) = delete;

    void carry_over(const std::vector<BesideDatabase::Statement>& statements) const {
        pg::CopyChannel channel = reopen_target(target_, target_.context, beside_.name);
        for (const BesideDatabase::Statement& statement : statements) {
            if (statement.at_swap) {
                continue;
            }
            try {
                channel.execute(statement.sql, statement.shown);
            } catch (const pg::StatementError& error) {
                if (statement.essential || !channel.alive()) {
                    throw;
                }
                observer_.warning({fmt::format("the new twin's database will lack: {} ({})",
                                               statement.shown, error.message().primary),
                                   "Only another role may set that; the old one has it."});
            }
        }
    }

    void done() noexcept { swapped_ = true; }

private:
    OpenTarget& target_;
    const BesideDatabase& beside_;
    Observer& observer_;
    bool swapped_ = false;
};

}  // namespace

LoadResult load_beside(const Plan& plan, const Closure& closure, const TargetScript& script,
                       const LoadSource& source, OpenTarget& target, const Stamp& stamp,
                       Observer& observer, const Cancellation& cancellation) {
    const BesideDatabase& beside = *script.beside;
    try {
        Building building{target, beside, observer};
        building.carry_over(beside.carried);
        LoadResult result = run_side_by_side(plan, closure, script, source, target, beside.name);
        observer.progress({Stage::finish, "swap", 0, stamp.rows, stamp.rows, 0});
        // The old twin was in use meanwhile: what it has got since would be lost with it.
        const BesideDatabase now =
            read_beside(*target.channel, target.state, plan.catalog, beside.source_servers);
        if (now.carried != beside.carried) {
            building.carry_over(now.carried);
        }
        swap_databases(target, now, stamp, plan.config.target.lock_timeout, observer, cancellation);
        building.done();
        return result;
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::in_doubt) {
            throw;
        }
        throw with_outcome(error, "The target is as it was.");
    }
}

LoadResult load_in_pieces(const Plan& plan, const Closure& closure, const TargetScript& script,
                          const LoadSource& source, OpenTarget& target, const Stamp& stamp) {
    LoadResult result =
        run_side_by_side(plan, closure, script, source, target, target.state.database);
    // Its commit makes those before it durable.
    target.channel->execute(render_stamp_sql(target.state, stamp));
    return result;
}

}  // namespace subset
