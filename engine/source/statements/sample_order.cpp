#include "source/statements/sample_order.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <utility>

namespace subset {
namespace {

// Bob Jenkins' hash "lookup3" over whole words, as the server has it (hashfn.c).
struct Jenkins {
    std::uint32_t a;
    std::uint32_t b;
    std::uint32_t c;

    explicit Jenkins(std::uint32_t bytes) : a{0x9e3779b9U + bytes + 3923095U}, b{a}, c{a} {}

    void mix() {
        step(a, c, b, 4);
        step(b, a, c, 6);
        step(c, b, a, 8);
        step(a, c, b, 16);
        step(b, a, c, 19);
        step(c, b, a, 4);
    }

    std::uint32_t finish() {
        c = (c ^ b) - std::rotl(b, 14);
        a = (a ^ c) - std::rotl(c, 11);
        b = (b ^ a) - std::rotl(a, 25);
        c = (c ^ b) - std::rotl(b, 16);
        a = (a ^ c) - std::rotl(c, 4);
        b = (b ^ a) - std::rotl(a, 14);
        c = (c ^ b) - std::rotl(b, 24);
        return c;
    }

private:
    static void step(std::uint32_t& x, std::uint32_t& y, std::uint32_t& z, int by) {
        x = (x - y) ^ std::rotl(y, by);
        y += z;
    }
};

// REPEATABLE takes a double, and the server hashes that.
std::uint32_t hash_seed(std::int64_t seed) {
    if (seed == 0) {
        return 0;
    }
    const auto bits = std::bit_cast<std::uint64_t>(static_cast<double>(seed));
    Jenkins hash{8};
    hash.a += static_cast<std::uint32_t>(bits);
    hash.b += static_cast<std::uint32_t>(bits >> 32U);
    return hash.finish();
}

std::uint32_t hash_row(RowId row, std::uint32_t seed) {
    Jenkins hash{12};
    hash.a += block_of(row);
    hash.b += offset_of(row);
    hash.c += seed;
    hash.mix();
    return hash.finish();
}

}  // namespace

std::uint32_t sample_number(RowId row, std::int64_t seed) { return hash_row(row, hash_seed(seed)); }

void order_as_sampled(std::vector<RowId>& rows, std::int64_t seed) {
    const std::uint32_t hashed = hash_seed(seed);
    std::sort(rows.begin(), rows.end(), [&](RowId left, RowId right) {
        return std::pair{hash_row(left, hashed), left} < std::pair{hash_row(right, hashed), right};
    });
}

}  // namespace subset
