// `subset verify`: an existing twin proven, by the target alone.
#include "catalog/read_catalog.hpp"
#include "commands/stopwatch.hpp"
#include "source/snapshot/source_snapshot.hpp"
#include "subset/subset.hpp"
#include "util/attempt.hpp"
#include "verify/config_of_target.hpp"
#include "verify/stamped_twin.hpp"
#include "verify/verify_twin.hpp"

namespace subset {
namespace {

Verification verify_once(const Config& config, Observer& observer, Attempt& attempt) {
    Stopwatch watch{observer, Stage::connect};
    const Config of_target =
        make_config_of_target(config, read_twin_schemas(config, observer, attempt.cancellation()));
    SourceSnapshot snapshot{
        {"target", of_target.source.url.value}, of_target, observer, attempt.cancellation()};
    attempt.begin();
    watch.enter(Stage::catalog);
    const Catalog catalog = read_catalog(snapshot.leader(), snapshot.reader(), of_target);
    snapshot.start_watching({attempt.giving_way(), attempt.failing()});

    watch.enter(Stage::finish);
    Verification verification = verify_twin(of_target, catalog, snapshot.reader(), observer);
    verification.seconds = watch.stop().total;
    return verification;
}

}  // namespace

Verification verify(const Config& config, Observer& observer, Cancellation& cancellation) {
    check_config_of_target(config);
    return with_attempts([&](Attempt& attempt) { return verify_once(config, observer, attempt); },
                         config.source.retries, observer, cancellation, "target");
}

}  // namespace subset
