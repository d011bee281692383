#include "util/sha256.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>

namespace subset {
namespace {

using Sha256State = std::array<std::uint32_t, 8>;

constexpr std::size_t block_bytes = 64;

// The first 32 bits of the fractional parts of the square roots of the first 8 primes, and of the
// cube roots of the first 64.
constexpr Sha256State first_state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                     0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
constexpr std::array<std::uint32_t, 64> round_constants = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

std::uint32_t read_word(std::string_view bytes) {
    std::uint32_t word = 0;
    for (std::size_t index = 0; index < 4; ++index) {
        word = word << 8 | static_cast<unsigned char>(bytes[index]);
    }
    return word;
}

void take_block(std::string_view block, Sha256State& state) {
    std::array<std::uint32_t, 64> schedule{};
    for (std::size_t index = 0; index < 16; ++index) {
        schedule[index] = read_word(block.substr(index * 4));
    }
    for (std::size_t index = 16; index < schedule.size(); ++index) {
        const std::uint32_t before = schedule[index - 15];
        const std::uint32_t last = schedule[index - 2];
        schedule[index] = schedule[index - 16] + schedule[index - 7] +
                          (std::rotr(before, 7) ^ std::rotr(before, 18) ^ before >> 3) +
                          (std::rotr(last, 17) ^ std::rotr(last, 19) ^ last >> 10);
    }
    auto [a, b, c, d, e, f, g, h] = state;
    for (std::size_t index = 0; index < schedule.size(); ++index) {
        const std::uint32_t first = h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) +
                                    ((e & f) ^ (~e & g)) + round_constants[index] + schedule[index];
        const std::uint32_t second =
            (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g;
        g = f;
        f = e;
        e = d + first;
        d = c;
        c = b;
        b = a;
        a = first + second;
    }
    const Sha256State worked = {a, b, c, d, e, f, g, h};
    for (std::size_t index = 0; index < state.size(); ++index) {
        state[index] += worked[index];
    }
}

// Takes the rest of a message, of which `before` bytes have gone into the state.
Sha256 finish(Sha256State state, std::size_t before, std::string_view bytes) {
    const std::uint64_t bits = (static_cast<std::uint64_t>(before) + bytes.size()) * 8;
    for (; bytes.size() >= block_bytes; bytes.remove_prefix(block_bytes)) {
        take_block(bytes.substr(0, block_bytes), state);
    }
    std::array<char, 2 * block_bytes> last{};
    std::copy(bytes.begin(), bytes.end(), last.begin());
    last[bytes.size()] = static_cast<char>(0x80);
    const std::size_t size = bytes.size() + 9 > block_bytes ? 2 * block_bytes : block_bytes;
    for (std::size_t index = 0; index < 8; ++index) {
        last[size - 1 - index] = static_cast<char>(bits >> (8 * index) & 0xff);
    }
    for (std::size_t offset = 0; offset < size; offset += block_bytes) {
        take_block({last.data() + offset, block_bytes}, state);
    }
    Sha256 digest{};
    for (std::size_t index = 0; index < digest.size(); ++index) {
        digest[index] = static_cast<std::uint8_t>(state[index / 4] >> (24 - 8 * (index % 4)));
    }
    return digest;
}

std::string_view as_text(const Sha256& digest) {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string combine(std::string_view block, unsigned pad) {
    std::string combined{block};
    for (char& byte : combined) {
        byte = static_cast<char>(static_cast<unsigned char>(byte) ^ pad);
    }
    return combined;
}

Sha256State state_after(const std::string& block) {
    Sha256State state = first_state;
    take_block({block.data(), block.size()}, state);
    return state;
}

}  // namespace

Sha256 sha256(std::string_view bytes) { return finish(first_state, 0, bytes); }

std::string render_hex(std::string_view bytes) {
    constexpr std::string_view numerals = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        text += numerals[value >> 4];
        text += numerals[value & 0xf];
    }
    return text;
}

std::string render_hex(const Sha256& digest) { return render_hex(as_text(digest)); }

Hmac::Hmac(std::string_view key) {
    std::string block{key};
    if (block.size() > block_bytes) {
        block = as_text(sha256(block));
    }
    block.resize(block_bytes);
    inner_ = combine(block, 0x36);
    outer_ = combine(block, 0x5c);
    after_inner_ = state_after(inner_);
    after_outer_ = state_after(outer_);
}

Sha256 Hmac::digest(std::string_view bytes) const {
    const Sha256 inside = finish(after_inner_, block_bytes, bytes);
    return finish(after_outer_, block_bytes, as_text(inside));
}

}  // namespace subset
