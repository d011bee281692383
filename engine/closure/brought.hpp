// brought.hpp
//
// What each reference has brought into the closure: rows that were new when they came by it, in
// either direction. Which of several references brings a row depends on the order of the walk.
//
// Thread-safety: values.
#pragma once

#include "util/id_vector.hpp"

#include <cstddef>
#include <cstdint>

namespace subset {

struct BroughtRows {
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;  // on disk; counted where the twin is to fit
};

struct Brought {
    IdVector<ReferenceId, BroughtRows> up;
    IdVector<ReferenceId, BroughtRows> down;

    void resize(std::size_t references) {
        up.resize(references);
        down.resize(references);
    }
};

}  // namespace subset
