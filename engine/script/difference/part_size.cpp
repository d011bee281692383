#include "script/difference/part_size.hpp"

namespace subset {

PartSize part_size() noexcept {
    return {.least_table_bytes = std::uint64_t{4} << 20,
            .part_bytes = std::uint64_t{8} << 10,
            .least_part_rows = 16,
            .most_parts = 20'000};
}

}  // namespace subset
