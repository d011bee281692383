// extension_rows.hpp
//
// Rows of extensions' configuration as they travel.
//
// Thread-safety: values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace subset {

// Rows of an extension's configuration, which no reference brings.
struct ExtensionRows {
    std::size_t relation = 0;  // of Catalog::extension_relations
    std::uint64_t rows = 0;
    std::string lines;            // in COPY's text format
    std::int64_t last_value = 0;  // of a sequence
};

}  // namespace subset
