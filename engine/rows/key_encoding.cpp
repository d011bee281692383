#include "rows/keys.hpp"
#include "rows/sized_bytes.hpp"

#include <algorithm>

namespace subset {
namespace {

// A part of eight bytes that begins with zeros, as an integer mostly does, is its other bytes
// behind a mark that counts them; any other part is preceded by its length.
constexpr std::size_t integer_bytes = 8;

std::size_t leading_zeros(std::string_view part) noexcept {
    return std::min(part.find_first_not_of('\0'), part.size());
}

// Calls back with the number of zeros that were left out and the rest, for each part.
template <typename Sink>
void each_part(std::string_view key, const Sink& sink) {
    while (!key.empty()) {
        const auto first = static_cast<unsigned char>(key.front());
        const bool shortened = first >= first_mark && first != long_length;
        const std::size_t bytes = shortened ? first - first_mark : 0;
        const std::string_view part = shortened ? key.substr(1, bytes) : sized_front(key);
        sink(shortened ? integer_bytes - bytes : 0, part);
        key.remove_prefix(static_cast<std::size_t>(part.data() - key.data()) + part.size());
    }
}

}  // namespace

std::optional<std::string_view> encode_key(std::span<const KeyPart> parts, std::string& scratch) {
    scratch.clear();
    for (const KeyPart& part : parts) {
        if (!part) {
            return std::nullopt;
        }
        const std::size_t zeros = part->size() == integer_bytes ? leading_zeros(*part) : 0;
        if (zeros > 0) {
            scratch += static_cast<char>(first_mark + integer_bytes - zeros);
            scratch += part->substr(zeros);
        } else {
            append_length(scratch, part->size());
            scratch += *part;
        }
    }
    return scratch;
}

std::vector<std::string> decode_key(std::string_view key) {
    std::vector<std::string> parts;
    each_part(key, [&](std::size_t zeros, std::string_view part) {
        parts.push_back(std::string(zeros, '\0').append(part));
    });
    return parts;
}

std::vector<std::int64_t> decode_integers(std::string_view key) {
    std::vector<std::int64_t> integers;
    each_part(key,
              [&](std::size_t, std::string_view part) { integers.push_back(integer_of(part)); });
    return integers;
}

std::int64_t integer_of(std::string_view part) noexcept {
    std::uint64_t value = 0;
    for (const char byte : part) {
        value = value << 8 | static_cast<unsigned char>(byte);
    }
    return static_cast<std::int64_t>(value);
}

}  // namespace subset
