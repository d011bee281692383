// pace.hpp
//
// These functions tell of [source] rate: before rows are read, and in the report. Private to
// commands/.
//
// Thread-safety: one thread.
#pragma once

#include "source/snapshot/source_snapshot.hpp"
#include "subset/config.hpp"
#include "subset/observer.hpp"
#include "subset/report.hpp"

#include <optional>

namespace subset {

void tell_pace(const SourceConfig& source, Observer& observer);

// `row_bytes`: of the rows that the report is about. Nothing where there is no rate.
[[nodiscard]] std::optional<PaceReport> make_pace_report(const SourceConfig& source,
                                                         const SourceSnapshot& snapshot,
                                                         std::uint64_t row_bytes);

}  // namespace subset
