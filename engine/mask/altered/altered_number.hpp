// altered_number.hpp
//
// Renders the SQL of @number. Private to mask/.
//
// Thread-safety: pure functions.
#pragma once

#include "mask/preset.hpp"

#include <string>

namespace subset {

// Changes a number by at most a tenth of itself, or by what `within` says, and by one unit of its
// last place at least: every number changes, and none changes its sign. What comes depends on the
// number alone, so it is the same for 5, 5.0 and 5.00, as far as their types let it. NaN and
// infinity stay. `value` is SQL of what is not NULL.
[[nodiscard]] std::string render_altered_number(const PresetCall& call, const Masked& masked,
                                                const std::string& value);

}  // namespace subset
