#include "script/sequence_places.hpp"

#include <algorithm>
#include <bit>

namespace subset {
namespace {

bool is_permuted(const RowPlan& plan, const Sequence& sequence) {
    const auto column = plan.catalog.table(*sequence.owner).column_named(sequence.owner_column);
    const auto& masks = plan.table(*sequence.owner).masks;
    return column && *column < masks.size() && masks[*column] && masks[*column]->permuted;
}

}  // namespace

std::int64_t end_of_bit_length(std::int64_t value) noexcept {
    constexpr int least_bits = 8;  // smaller numbers are permuted as if they had as many
    if (value < 0) {
        return ~end_of_bit_length(~value);
    }
    const int bits =
        std::max(least_bits, static_cast<int>(std::bit_width(static_cast<std::uint64_t>(value))));
    return static_cast<std::int64_t>((std::uint64_t{1} << static_cast<unsigned>(bits)) - 1);
}

std::vector<Sequence> find_sequence_places(const RowPlan& plan) {
    std::vector<Sequence> places = plan.catalog.sequences;
    for (Sequence& sequence : places) {
        if (sequence.owner && sequence.readable && sequence.is_called &&
            is_permuted(plan, sequence)) {
            sequence.last_value = end_of_bit_length(sequence.last_value);
        }
    }
    return places;
}

}  // namespace subset
