#include "load/difference/row_images.hpp"

#include "rows/hashing.hpp"
#include "subset/error.hpp"

#include <algorithm>
#include <cstring>
#include <random>

namespace subset {
namespace {

// Rows that are all alike cannot be divided by their hash.
constexpr std::uint64_t most_passes = 4096;
constexpr std::size_t most_relations = 65'536;

std::uint64_t draw_seed() {
    std::random_device device;
    return std::uint64_t{device()} << 32 | device();
}

std::uint64_t read_word(std::string_view bytes) noexcept {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), std::min(bytes.size(), sizeof word));
    return word;
}

}  // namespace

ImageHasher::ImageHasher() : high_seed_{draw_seed()}, low_seed_{draw_seed()} {}

ImageHash ImageHasher::hash(std::string_view image) const noexcept {
    ImageHash hash{hash_of(high_seed_ ^ image.size()), hash_of(low_seed_ + image.size())};
    while (!image.empty()) {
        const std::uint64_t word = read_word(image);
        hash.high = hash_of(hash.high ^ word) + high_seed_;
        hash.low = hash_of(hash.low + word) ^ low_seed_;
        image.remove_prefix(std::min(image.size(), sizeof word));
    }
    return hash;
}

void RowImages::add(ImageHash hash, RowPlace place) {
    if (!is_in_pass(hash)) {
        return;
    }
    if (entries_.size() >= most_rows_ && pass_ == 0) {
        narrow();
        if (!is_in_pass(hash)) {
            return;
        }
    }
    entries_.push_back({hash.high, static_cast<std::uint32_t>(hash.low), place.block, place.offset,
                        number_of(place.relation)});
}

void RowImages::narrow() {
    while (entries_.size() >= most_rows_ && passes_ < most_passes) {
        passes_ *= 2;
        std::erase_if(entries_, [&](const Entry& each) { return (each.low & (passes_ - 1)) != 0; });
    }
}

std::uint16_t RowImages::number_of(std::uint32_t relation) {
    // Rows of one partition come one after the other.
    const auto found = std::find(relations_.rbegin(), relations_.rend(), relation);
    if (found != relations_.rend()) {
        return static_cast<std::uint16_t>(relations_.rend() - found - 1);
    }
    if (relations_.size() == most_relations) {
        throw Error{ErrorKind::server, "a table of the target has more than 65,536 partitions",
                    "Take atomic = \"transaction\" for it."};
    }
    relations_.push_back(relation);
    return static_cast<std::uint16_t>(relations_.size() - 1);
}

void RowImages::sort() {
    std::sort(entries_.begin(), entries_.end(), [](const Entry& one, const Entry& other) {
        return one.high != other.high ? one.high < other.high : one.low < other.low;
    });
}

bool RowImages::take(ImageHash hash) noexcept {
    const auto low = static_cast<std::uint32_t>(hash.low);
    const auto first = std::lower_bound(
        entries_.begin(), entries_.end(), hash.high, [&](const Entry& each, std::uint64_t high) {
            return each.high != high ? each.high < high : each.low < low;
        });
    if (first == entries_.end() || first->high != hash.high || first->low != low) {
        return false;
    }
    const auto left = static_cast<std::size_t>(entries_.end() - first);
    if (first->taken >= left || !is_alike(*first, *(first + first->taken))) {
        return false;
    }
    ++first->taken;
    return true;
}

void RowImages::visit_left(const std::function<void(RowPlace)>& visitor) const {
    for (std::size_t first = 0; first < entries_.size();) {
        std::size_t place = first;
        for (; place < entries_.size() && is_alike(entries_[first], entries_[place]); ++place) {
            if (place - first >= entries_[first].taken) {
                const Entry& each = entries_[place];
                visitor({relations_[each.relation], each.block, each.offset});
            }
        }
        first = place;
    }
}

bool RowImages::next_pass() {
    entries_.clear();
    return ++pass_ < passes_;
}

}  // namespace subset
