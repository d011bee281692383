// explain_unknown.hpp
//
// What is told where a name of the config means no table. Stage catalog.
//
// Thread-safety: pure function.
#pragma once

#include "subset/catalog.hpp"
#include "subset/config.hpp"

#include <string_view>

namespace subset {

// `key`: such as "[[root]] table". Requires: no relation of the catalog has the name.
[[nodiscard]] Fault explain_unknown(std::string_view key, const Text& text, const Catalog& catalog);

}  // namespace subset
