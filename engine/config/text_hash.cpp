#include "config/text_hash.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace subset::config {

std::string hash_text(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    }
    return fmt::format("{:016x}", hash);
}

}  // namespace subset::config
