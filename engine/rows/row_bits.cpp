#include "rows/row_set.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace subset {
namespace {

constexpr unsigned bits_in_word = 64;

std::size_t words_for(std::uint64_t last_block, unsigned offset_bits) noexcept {
    return (((last_block + 1) << offset_bits) + bits_in_word - 1) / bits_in_word;
}

unsigned bits_for(std::uint16_t offset) noexcept {
    return static_cast<unsigned>(std::bit_width(offset));
}

}  // namespace

std::uint64_t RowBits::bit_of(RowId id) const noexcept {
    return std::uint64_t{block_of(id)} << offset_bits_ | offset_of(id);
}

std::uint64_t RowBits::last_block() const noexcept {
    return empty() ? 0 : (words_.size() * bits_in_word - 1) >> offset_bits_;
}

bool RowBits::covers(RowId id) const noexcept {
    return leaf_of(id) == 0 && bits_for(offset_of(id)) <= offset_bits_ &&
           bit_of(id) / bits_in_word < words_.size();
}

bool RowBits::contains(RowId id) const noexcept {
    return covers(id) && (words_[bit_of(id) / bits_in_word] >> bit_of(id) % bits_in_word & 1U) != 0;
}

bool RowBits::insert(RowId id) noexcept {
    std::uint64_t& word = words_[bit_of(id) / bits_in_word];
    const std::uint64_t mask = std::uint64_t{1} << bit_of(id) % bits_in_word;
    return (std::exchange(word, word | mask) & mask) == 0;
}

std::size_t RowBits::bytes_to_cover(RowId id) const noexcept {
    return words_for(std::max<std::uint64_t>(block_of(id), last_block()),
                     std::max(offset_bits_, bits_for(offset_of(id)))) *
           sizeof(std::uint64_t);
}

void RowBits::cover(RowId id) {
    const std::size_t least = bytes_to_cover(id) / sizeof(std::uint64_t);
    RowBits larger;
    larger.offset_bits_ = std::max(offset_bits_, bits_for(offset_of(id)));
    larger.words_.reserve(std::max(least, words_.size() + words_.size() / 2));
    if (larger.offset_bits_ == offset_bits_) {
        larger.words_ = words_;
    }
    larger.words_.resize(larger.words_.capacity());
    if (larger.offset_bits_ != offset_bits_) {
        visit([&](RowId each) { larger.insert(each); });
    }
    *this = std::move(larger);
}

void RowBits::visit(const std::function<void(RowId)>& visitor) const {
    for (std::size_t index = 0; index < words_.size(); ++index) {
        for (std::uint64_t word = words_[index]; word != 0; word &= word - 1) {
            const std::uint64_t bit =
                index * bits_in_word + static_cast<unsigned>(std::countr_zero(word));
            const std::uint64_t block = bit >> offset_bits_;
            visitor(make_row_id(0, static_cast<std::uint32_t>(block),
                                static_cast<std::uint16_t>(bit - (block << offset_bits_))));
        }
    }
}

}  // namespace subset
