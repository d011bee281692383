#include "rows/array_elements.hpp"

#include "rows/keys.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>

namespace subset {
namespace {

// The number of dimensions, whether there are NULLs, the type of the elements; then of each
// dimension its length and lower bound; then each element behind its length.
constexpr std::size_t int_bytes = 4;
constexpr std::size_t head_bytes = 3 * int_bytes;
constexpr std::size_t dimension_bytes = 2 * int_bytes;

std::uint32_t front_of(std::string_view bytes) {
    return static_cast<std::uint32_t>(integer_of(bytes.substr(0, int_bytes)));
}

}  // namespace

std::optional<std::vector<std::string_view>> parse_array_elements(std::string_view array) {
    if (array.size() < head_bytes) {
        return std::nullopt;
    }
    const std::uint32_t dimensions = front_of(array);
    array.remove_prefix(head_bytes);
    std::vector<std::string_view> elements;
    if (dimensions == 0) {
        return array.empty() ? std::optional{elements} : std::nullopt;
    }
    if (dimensions != 1 || array.size() < dimension_bytes) {
        return std::nullopt;
    }
    const std::uint32_t count = front_of(array);
    array.remove_prefix(dimension_bytes);
    // Each takes its length at least, so that a wrong count asks for no memory.
    if (count > array.size() / int_bytes) {
        return std::nullopt;
    }
    elements.reserve(count);
    while (!array.empty()) {
        if (array.size() < int_bytes || front_of(array) > array.size() - int_bytes) {
            return std::nullopt;  // a NULL has the length -1
        }
        const std::uint32_t length = front_of(array);
        elements.push_back(array.substr(int_bytes, length));
        array.remove_prefix(int_bytes + length);
    }
    return elements.size() == count ? std::optional{std::move(elements)} : std::nullopt;
}

}  // namespace subset
