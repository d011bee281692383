// make_report.hpp
//
// Puts the report together from the results of the stages.
//
// Thread-safety: pure, apart from asking this process for its peak memory.
#pragma once

#include "closure/closure.hpp"
#include "load/load.hpp"
#include "plan/plan.hpp"
#include "subset/report.hpp"

#include <span>
#include <string>

namespace subset {

// Only the caller knows these facts.
struct ReportFacts {
    const TargetConfig& target;
    std::string command;
    std::uint64_t catalog_queries = 0;
    std::uint64_t closure_queries = 0;
    StageSeconds seconds;
    std::string snapshot_time = {};
    std::span<const ConfigEntry> entries = {};
    std::string way_reason = {};  // why rows alone were not written, with atomic = "rows"
};

// Reports the tables and references in scope. A closure without counts (from survey(), before
// anything was read) stands for one where nothing came.
[[nodiscard]] Report make_report(const Plan& plan, const Closure& closure,
                                 const ReportFacts& facts);
// Reports a run: what was loaded, and that it was proven. The seconds of the load are added to
// those in `facts`.
[[nodiscard]] Report make_run_report(const Plan& plan, const Closure& closure,
                                     const LoadResult& load, const std::string& target_database,
                                     const ReportFacts& facts);

}  // namespace subset
