#include "closure/copy_rows.hpp"

#include "subset/error.hpp"

namespace subset {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view header = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0"sv;
constexpr std::string_view trailer = "\377\377"sv;

std::uint32_t number_at(std::string_view data, std::size_t place, std::size_t bytes) {
    std::uint32_t value = 0;
    for (std::size_t index = 0; index < bytes; ++index) {
        value = value << 8 | static_cast<unsigned char>(data[place + index]);
    }
    return value;
}

constexpr std::uint32_t null_length = 0xffffffffU;

[[noreturn]] void fail() {
    throw Error{ErrorKind::server,
                "source: a COPY stream is not in the form that the manual describes",
                "This is a fault of subset or of a proxy in between; try a direct connection."};
}

}  // namespace

std::string_view binary_copy_header() noexcept { return header; }
std::string_view binary_copy_trailer() noexcept { return trailer; }

std::vector<KeyPart> split_tuple(std::string_view tuple) {
    std::vector<KeyPart> fields(number_at(tuple, 0, 2));
    std::size_t place = 2;
    for (KeyPart& field : fields) {
        const std::uint32_t length = number_at(tuple, place, 4);
        place += 4;
        if (length != null_length) {
            field = tuple.substr(place, length);
            place += length;
        }
    }
    return fields;
}

std::size_t tuple_length(std::string_view data) noexcept {
    std::size_t place = 2;
    for (std::uint32_t field = number_at(data, 0, 2); field > 0; --field) {
        const std::uint32_t length = number_at(data, place, 4);
        place += 4 + (length == null_length ? 0 : length);
    }
    return place;
}

void TupleReader::take(std::string_view message) {
    if (!begun_) {
        if (!message.starts_with(header.substr(0, 11)) || message.size() < header.size()) {
            fail();
        }
        const std::size_t extension = number_at(message, 15, 4);
        if (message.size() - header.size() < extension) {
            fail();
        }
        message.remove_prefix(header.size() + extension);
        begun_ = true;
    }
    if (message.empty() || message == trailer) {
        return;
    }
    const std::uint32_t count = message.size() >= 2 ? number_at(message, 0, 2) : 0;
    if (message.size() < 2 || count < head_) {
        fail();
    }
    fields_.assign(head_, std::nullopt);
    std::size_t place = 2;
    for (KeyPart& field : fields_) {
        if (message.size() - place < 4) {
            fail();
        }
        const std::uint32_t length = number_at(message, place, 4);
        place += 4;
        if (length == null_length) {
            continue;
        }
        if (message.size() - place < length) {
            fail();
        }
        field = message.substr(place, length);
        place += length;
    }
    const std::string_view rest = message.substr(place);
    const std::uint32_t left = count - static_cast<std::uint32_t>(head_);
    rest_.clear();
    rest_ += static_cast<char>(left >> 8);
    rest_ += static_cast<char>(left & 0xff);
    rest_ += rest;
    sink_(fields_, rest_);
}

}  // namespace subset
