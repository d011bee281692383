// altered_date.hpp
//
// Renders the SQL of @date. Private to mask/.
//
// Thread-safety: pure functions.
#pragma once

#include "mask/preset.hpp"

#include <string>

namespace subset {

// Moves a date back by 1 to 60 days or by what `within` says, a time by any part of that, so that
// the time of day is another one, too. A past day never becomes a future one, and that holds at any
// time: whoever has twins of two days learns no more than from one. By how much depends on what
// masked.row_key says; with masked.shifted_by_value on the value alone, and then no two values
// become one. Infinite dates stay. `value` is SQL of what is not NULL.
[[nodiscard]] std::string render_altered_date(const PresetCall& call, const Masked& masked,
                                              const std::string& value);

}  // namespace subset
