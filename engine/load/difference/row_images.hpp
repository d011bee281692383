// row_images.hpp
//
// The rows of one table of the target as hashes of what COPY sends of them, so that the rows that
// come are found among them, whatever their types and with or without a key. Private to load/.
//
// DESCRIPTION
//   ImageHasher  hashes a row, by a secret of the run: nobody can choose two rows of one hash.
//   ImageSum     the sum of the hashes of many rows: two tables have equal rows where it is equal,
//                but for a chance of one in 2^128.
//   RowImages    where each row is, by its hash. 24 bytes for each row. Where they are more than
//                memory has room for, they are looked at in passes, each of which knows a part of
//                them by the hash.
//
// IMPLEMENTATION
//   An array sorted by the hash. Of rows that are alike, the first remembers how many are taken.
//
// Thread-safety: one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace subset {

struct ImageHash {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
};

class ImageHasher {
public:
    // With a secret of its own.
    ImageHasher();
    [[nodiscard]] ImageHash hash(std::string_view image) const noexcept;

private:
    std::uint64_t high_seed_;
    std::uint64_t low_seed_;
};

struct ImageSum {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    std::uint64_t rows = 0;

    void add(ImageHash hash) noexcept {
        high += hash.high;
        low += hash.low;
        ++rows;
    }
    friend bool operator==(const ImageSum&, const ImageSum&) = default;
};

// Where a row is: pg_class.oid of its table or partition, and its ctid.
struct RowPlace {
    std::uint32_t relation = 0;
    std::uint32_t block = 0;
    std::uint16_t offset = 0;
};

class RowImages {
public:
    explicit RowImages(std::size_t most_rows) : most_rows_{most_rows} {}

    // Says whether this pass looks at rows of this hash.
    [[nodiscard]] bool is_in_pass(ImageHash hash) const noexcept {
        return (hash.low & (passes_ - 1)) == pass_;
    }
    // Adds a row of the target; one of another pass is left out.
    void add(ImageHash hash, RowPlace place);
    // To be called when all have been added.
    void sort();
    // Takes a row of that hash away, and returns whether there was one left.
    // Requires: sorted; the hash is in this pass.
    bool take(ImageHash hash) noexcept;
    // Calls back with the rows that nobody has taken.
    void visit_left(const std::function<void(RowPlace)>& visitor) const;
    // Begins the next pass, without rows. Returns whether there is one.
    bool next_pass();
    [[nodiscard]] bool is_one_pass() const noexcept { return passes_ == 1; }

private:
    struct Entry {
        std::uint64_t high = 0;
        std::uint32_t low = 0;
        std::uint32_t block = 0;
        std::uint16_t offset = 0;
        std::uint16_t relation = 0;  // into relations_
        std::uint32_t taken = 0;     // of those alike, kept in the first of them
    };
    // Looks at a half of what it looked at, again and again until there is room.
    void narrow();
    [[nodiscard]] std::uint16_t number_of(std::uint32_t relation);
    [[nodiscard]] static bool is_alike(const Entry& one, const Entry& other) noexcept {
        return one.high == other.high && one.low == other.low;
    }

    std::size_t most_rows_;
    std::uint64_t passes_ = 1;  // a power of two
    std::uint64_t pass_ = 0;
    std::vector<Entry> entries_;
    std::vector<std::uint32_t> relations_;
};

}  // namespace subset
