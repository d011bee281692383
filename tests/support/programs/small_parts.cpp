// Takes the place of engine/script/difference/part_size.cpp in a program of our tests, so that
// tables of a few rows are compared in parts before they are read.
#include "script/difference/part_size.hpp"

namespace subset {

PartSize part_size() noexcept {
    return {.least_table_bytes = 1, .part_bytes = 64, .least_part_rows = 2, .most_parts = 50};
}

}  // namespace subset
