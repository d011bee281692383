// sha256.hpp
//
// SHA-256 (FIPS 180-4) and HMAC-SHA256 (RFC 2104), as the servers compute them, for what must not
// leave this process to be computed. Foundation.
//
// Thread-safety: pure functions; an Hmac may be used by several threads at once.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace subset {

using Sha256 = std::array<std::uint8_t, 32>;

[[nodiscard]] Sha256 sha256(std::string_view bytes);
// Renders lower case hexadecimal digits, two for each byte.
[[nodiscard]] std::string render_hex(std::string_view bytes);
[[nodiscard]] std::string render_hex(const Sha256& digest);

class Hmac {
public:
    explicit Hmac(std::string_view key);

    [[nodiscard]] Sha256 digest(std::string_view bytes) const;
    // The two blocks that the key becomes, 64 bytes each: the digest of some bytes is
    // sha256(outer + sha256(inner + bytes)). Whoever has them has the key.
    [[nodiscard]] const std::string& inner() const noexcept { return inner_; }
    [[nodiscard]] const std::string& outer() const noexcept { return outer_; }

private:
    using State = std::array<std::uint32_t, 8>;

    std::string inner_;
    std::string outer_;
    State after_inner_;  // of SHA-256, when it has taken the block
    State after_outer_;
};

}  // namespace subset
