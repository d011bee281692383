// altered_time.hpp
//
// Renders the SQL of @date for what has no day: times of day and intervals. Private to mask/.
//
// Thread-safety: pure functions.
#pragma once

#include "mask/preset.hpp"

#include <string>

namespace subset {

// A time of day moves by less than a day, around midnight where it must, so that no trace of it is
// left. An interval becomes longer or shorter by a tenth at most, and keeps its sign; one that is
// too short for that grows by a second. Both move by the row, as dates do. `value` is SQL of what
// is not NULL.
[[nodiscard]] std::string render_altered_time(const PresetCall& call, const Masked& masked,
                                              const std::string& value);

}  // namespace subset
