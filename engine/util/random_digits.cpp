#include "util/random_digits.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <random>

namespace subset {

std::string make_random_digits() {
    std::random_device device;
    std::string digits;
    for (int i = 0; i < 4; ++i) {
        digits += fmt::format("{:08x}", static_cast<std::uint32_t>(device()));
    }
    return digits;
}

}  // namespace subset
