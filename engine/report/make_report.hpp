// make_report.hpp
//
// Puts the report together from what the stages came to.
//
// Thread-safety: pure, apart from asking this process for its peak memory.
#pragma once

#include "closure/closure.hpp"
#include "load/load.hpp"
#include "plan/plan.hpp"
#include "subset/report.hpp"

namespace subset {

// What only the caller knows.
struct ReportFacts {
    const TargetConfig& target;
    std::string command;
    std::uint64_t catalog_queries = 0;
    std::uint64_t closure_queries = 0;
    StageSeconds seconds;
    std::string snapshot_time = {};
};

// Tables and references in scope. A closure without counts (survey, before anything was read) is as
// good as one where nothing came.
[[nodiscard]] Report make_report(const Plan& plan, const Closure& closure,
                                 const ReportFacts& facts);
// The same for a run: what was loaded, and that it was proven. The seconds of the load are added to
// those in `facts`.
[[nodiscard]] Report make_run_report(const Plan& plan, const Closure& closure,
                                     const LoadResult& load, const std::string& target_database,
                                     const ReportFacts& facts);

}  // namespace subset
