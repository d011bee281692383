#include "closure/walk.hpp"

#include "closure/walker.hpp"

#include <algorithm>

namespace subset {

bool may_drop(const RowPlan& plan) {
    return std::any_of(
        plan.references.begin(), plan.references.end(),
        [](const ReferencePlan& each) { return each.walked && each.dangling == Dangling::drop; });
}

Walk walk_closure(const RowPlan& plan, const Limits& limits, RowSource& source, RowStore* store,
                  EdgeSink* edges, Observer& observer, const Cancellation& cancellation) {
    Walker walker{plan, limits, source, store, edges, observer, cancellation};
    walker.count_streamed_tables();
    walker.take_steps();
    return walker.finish();
}

}  // namespace subset
