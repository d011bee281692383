// dangling_samples.hpp
//
// A DanglingSamples keeps a few of the keys that no parent row has, to be shown to people. It keeps
// the first ones in their order, so that every run shows the same. The messages that show them are
// here, too. Private to closure/.
//
// Thread-safety: one thread.
#pragma once

#include "closure/closure.hpp"
#include "plan/row_plan.hpp"
#include "rows/keys.hpp"

#include <set>
#include <string>
#include <vector>

namespace subset {

// Shows a key of a root's query that no row has, at the end of a message; its value only where the
// config masks nothing.
[[nodiscard]] std::string show_unknown(const RowPlan& plan, const ParentKey& key,
                                       const Key& unknown);

// Throws: not_whole, which says which reference dangles and what helps.
[[noreturn]] void fail_dangling(const ReferencePlan& each, const Reference& reference,
                                const ReferenceCounts& counts);

class DanglingSamples {
public:
    // The key must outlive this. Where a column of the reference is masked, no value is kept.
    DanglingSamples(const RowPlan& plan, const ParentKey& key, const Reference& reference);

    void add(const Key& key);
    [[nodiscard]] std::vector<std::string> take() const { return {texts_.begin(), texts_.end()}; }

private:
    const ParentKey& key_;
    bool hidden_;
    std::set<std::string> texts_;
};

}  // namespace subset
