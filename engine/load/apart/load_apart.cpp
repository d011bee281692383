#include "load/apart/load_apart.hpp"

#include "load/apart/old_twin.hpp"
#include "load/apart/side_by_side.hpp"
#include "load/apart/swap.hpp"
#include "load/commit_doubt.hpp"
#include "load/measure_twin.hpp"
#include "pg/quote.hpp"
#include "twin/beside.hpp"
#include "twin/refresh_lock.hpp"
#include "twin/third_database.hpp"

#include <fmt/format.h>

#include <chrono>
#include <vector>

namespace subset {
namespace {

// The database that is built, until it is swapped in or dropped.
class Building {
public:
    Building(OpenTarget& target, const BesideDatabase& beside, Observer& observer)
        : target_{target}, beside_{beside}, observer_{observer} {}

    ~Building() {
        // Where the swap is in doubt, nobody knows which of the two has which name.
        if (swapped_ || target_.context.cancellation->target_now() == TargetNow::in_doubt) {
            return;
        }
        try {
            drop_beside(target_, beside_.name, observer_);
        } catch (const Error& error) {
            observer_.warning({fmt::format("what was built is left as the database \"{}\": {}",
                                           beside_.name, error.what()),
                               "The next refresh removes it."});
        }
    }
    Building(const Building&) = delete;
    Building& operator=(const Building&) = delete;

    // Whether the swap will be possible is known before the work.
    void create() const {
        pg::CopyChannel third =
            open_third_database(target_, observer_, *target_.context.cancellation);
        third.execute(beside_.create);
        third.execute(
            fmt::format("COMMENT ON DATABASE {0} IS {1}; ALTER DATABASE {0} ALLOW_CONNECTIONS true",
                        pg::quote_identifier(beside_.name),
                        pg::quote_literal(render_beside_mark(target_.state.database))));
    }

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

    void swap_in(const BesideDatabase& now, const Stamp& stamp,
                 std::chrono::milliseconds lock_timeout) {
        swap_databases(target_, now, stamp, lock_timeout, observer_);
        swapped_ = true;
    }

private:
    OpenTarget& target_;
    const BesideDatabase& beside_;
    Observer& observer_;
    bool swapped_ = false;
};

}  // namespace

LoadResult load_beside(const TargetScript& script, const LoadSource& source, OpenTarget& target,
                       const Stamp& stamp, Observer& observer) {
    const BesideDatabase& beside = *script.beside;
    target.context.cancellation->target_is(TargetNow::uncommitted);
    Building building{target, beside, observer};
    building.create();
    building.carry_over(beside.carried);
    OldTwin old{target, script.lock_timeout, observer};
    LoadSource with_kept = source;
    with_kept.bring_kept = [&](const BringKept& work, pg::CopyChannel& into) {
        old.shut_others_out();
        old.move_rows(work.aside, into);
    };
    LoadResult result = run_side_by_side(script, with_kept, target, beside.name);
    if (source.closure.fit) {
        pg::CopyChannel built = reopen_target(target, target.context, beside.name);
        result.disk_bytes = measure_twin(source, built);
    }
    observer.progress({Stage::finish, "swap", 0, stamp.rows, stamp.rows, 0});
    // The old twin was in use meanwhile: what it has got since would be lost with it.
    const BesideDatabase now =
        read_beside(*target.channel, target.state, source.plan.catalog, beside.brought);
    if (now.carried != beside.carried) {
        building.carry_over(now.carried);
    }
    building.swap_in(now, stamp, script.lock_timeout);
    old.is_replaced();
    return result;
}

LoadResult load_in_pieces(const TargetScript& script, const LoadSource& source, OpenTarget& target,
                          const LoadEnds& ends, const Stamp& stamp, Observer& observer) {
    LoadResult result = run_side_by_side(script, source, target, target.state.database);
    result.disk_bytes = measure_twin(source, *target.channel);
    Cancellation& cancellation = ends.cancellation;
    cancellation.check();
    try {
        cancellation.target_is(TargetNow::in_doubt);
        // Its commit makes those before it durable.
        target.channel->execute(render_stamp_sql(target.state, stamp));
        tell_committed(cancellation, observer);
    } catch (const Error& error) {
        cancellation.target_is(TargetNow::incomplete);
        if (target.channel->alive() && error.kind() != ErrorKind::interrupted) {
            throw;
        }
        target.channel->close();
        find_out(error,
                 {"the last step", "the target's stamp still says that it is incomplete",
                  "The target holds the new twin, complete, and its stamp says so.",
                  "The target holds every row of the new twin; the line 'subset {...}' in the "
                  "comment of the database says whether its last step is done."},
                 cancellation, observer, [&] {
                     pg::CopyChannel again = ends.reconnect();
                     take_refresh_lock(again, observer);
                     const std::optional<StampIdentity> now = read_stamp(again);
                     return now && now->run_id == stamp.identity.run_id && !now->incomplete;
                 });
    }
    return result;
}

}  // namespace subset
