#include "pg/copy_rows.hpp"

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

// Takes the fields of a tuple one by one, from the first.
class Fields {
public:
    Fields(std::string_view fields, std::string_view table) : left_{fields}, table_{table} {}

    CopyField next() {
        if (left_.size() < 4) {
            fail_copy_stream(table_);
        }
        const std::uint32_t length = number_at(left_, 0, 4);
        left_.remove_prefix(4);
        if (length == null_length) {
            return std::nullopt;
        }
        if (left_.size() < length) {
            fail_copy_stream(table_);
        }
        const std::string_view field = left_.substr(0, length);
        left_.remove_prefix(length);
        return field;
    }
    [[nodiscard]] std::string_view left() const noexcept { return left_; }

private:
    std::string_view left_;
    std::string_view table_;
};

}  // namespace

std::string_view binary_copy_header() noexcept { return header; }
std::string_view binary_copy_trailer() noexcept { return trailer; }

std::vector<CopyField> split_tuple(std::string_view tuple) {
    std::vector<CopyField> fields(number_at(tuple, 0, 2));
    std::size_t place = 2;
    for (CopyField& field : fields) {
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

void fail_copy_stream(std::string_view table) {
    throw Error{ErrorKind::server,
                "source: a COPY stream is not in the form that the manual describes" +
                    (table.empty() ? std::string{} : " (" + std::string{table} + ")"),
                "This is a fault of subset or of a proxy in between; try a direct connection."};
}

void TupleReader::take(std::string_view message) {
    if (!begun_) {
        if (!message.starts_with(header.substr(0, 11)) || message.size() < header.size()) {
            fail_copy_stream(form_.table);
        }
        const std::size_t extension = number_at(message, 15, 4);
        if (message.size() - header.size() < extension) {
            fail_copy_stream(form_.table);
        }
        message.remove_prefix(header.size() + extension);
        begun_ = true;
    }
    if (message.empty()) {
        return;
    }
    if (ended_) {
        fail_copy_stream(form_.table);
    }
    if (message == trailer) {
        ended_ = true;
        return;
    }
    const std::uint32_t count = message.size() >= 2 ? number_at(message, 0, 2) : 0;
    if (message.size() < 2 || count < form_.head ||
        (form_.rest && count != form_.head + *form_.rest)) {
        fail_copy_stream(form_.table);
    }
    ++rows_;
    fields_.clear();
    Fields fields{message.substr(2), form_.table};
    while (fields_.size() < form_.head) {
        fields_.push_back(fields.next());
    }
    const std::string_view rest = fields.left();
    const std::uint32_t left = count - static_cast<std::uint32_t>(form_.head);
    rest_.clear();
    rest_ += static_cast<char>(left >> 8);
    rest_ += static_cast<char>(left & 0xff);
    rest_ += rest;
    // All of them, also those that nobody looks at here: whoever reads the rest later trusts it.
    passed_.clear();
    while (passed_.size() < left) {
        passed_.push_back(fields.next());
    }
    if (!fields.left().empty()) {
        fail_copy_stream(form_.table);
    }
    for (const std::uint16_t wanted : form_.also) {
        if (wanted >= passed_.size()) {
            fail_copy_stream(form_.table);
        }
        fields_.push_back(passed_[wanted]);
    }
    sink_(fields_, rest_);
}

void TupleReader::finish(std::uint64_t counted) const {
    if (!ended_ || rows_ != counted) {
        fail_copy_stream(form_.table);
    }
}

}  // namespace subset
