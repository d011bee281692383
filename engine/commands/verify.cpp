// `subset verify`: an existing twin proven, by the target alone.
#include "catalog/read_catalog.hpp"
#include "commands/stopwatch.hpp"
#include "source/snapshot/source_snapshot.hpp"
#include "subset/subset.hpp"
#include "util/attempt.hpp"
#include "verify/stamped_twin.hpp"
#include "verify/target_scope.hpp"
#include "verify/verify_twin.hpp"

namespace subset {
namespace {

Verification verify_once(const Config& config, Observer& observer, Attempt& attempt) {
    Stopwatch watch{observer, Stage::connect};
    const DatabaseEnd target = end_of_target(config);
    const ReadScope scope = make_target_scope(
        config, read_twin_schemas(target, config, observer, attempt.cancellation()));
    SourceSnapshot snapshot{target, scope, observer, attempt.cancellation()};
    attempt.begin();
    watch.enter(Stage::catalog);
    const Catalog catalog = read_catalog(snapshot.leader(), snapshot.reader(), scope);
    snapshot.start_watching({attempt.giving_way(), attempt.failing()});

    watch.enter(Stage::finish);
    Verification verification =
        verify_twin(config, scope.schemas, catalog, snapshot.reader(), observer);
    verification.seconds = watch.stop().total;
    return verification;
}

}  // namespace

Verification verify(const Config& config, Observer& observer, Cancellation& cancellation) {
    check_target_config(config);
    return with_attempts([&](Attempt& attempt) { return verify_once(config, observer, attempt); },
                         config.source.retries, observer, cancellation, "target");
}

}  // namespace subset
