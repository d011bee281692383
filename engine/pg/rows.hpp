// rows.hpp
//
// The result of a query as a plain value, in text form. What comes from a server is checked where
// it is read, as a proxy in between may have spoilt it. Part of engine/pg.
//
// Thread-safety: values.
// Throws: server, from every accessor, where the answer does not hold what was asked for.
#pragma once

#include "subset/error.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace subset::pg {

using Cell = std::optional<std::string>;

// Throws: server. `what` says what the answer holds instead of what was asked for.
[[noreturn]] inline void fail_answer(std::string_view what) {
    throw Error{ErrorKind::server, "a server's answer holds " + std::string{what},
                "This is a fault of subset or of a proxy in between; try a direct connection."};
}

class Row {
public:
    explicit Row(std::vector<Cell> cells) : cells_{std::move(cells)} {}

    [[nodiscard]] std::size_t size() const noexcept { return cells_.size(); }
    [[nodiscard]] const Cell& cell(std::size_t column) const {
        if (column >= cells_.size()) {
            fail_answer("fewer columns than were asked for");
        }
        return cells_[column];
    }
    [[nodiscard]] bool is_null(std::size_t column) const { return !cell(column).has_value(); }
    [[nodiscard]] const std::string& text(std::size_t column) const {
        const Cell& found = cell(column);
        if (!found) {
            fail_answer("a NULL where a value must be");
        }
        return *found;
    }
    // The first letter of a text that is never empty.
    [[nodiscard]] char letter(std::size_t column) const {
        if (text(column).empty()) {
            fail_answer("an empty text where a letter must be");
        }
        return text(column).front();
    }
    [[nodiscard]] bool boolean(std::size_t column) const { return text(column) == "t"; }
    [[nodiscard]] std::int64_t number(std::size_t column) const {
        return parse<std::int64_t>(column);
    }
    [[nodiscard]] std::uint32_t oid(std::size_t column) const {
        return parse<std::uint32_t>(column);
    }
    [[nodiscard]] double real(std::size_t column) const { return parse<double>(column); }
    // An index into the list of `count` elements that the statement was made of.
    [[nodiscard]] std::size_t place(std::size_t column, std::size_t count) const {
        const auto place = parse<std::size_t>(column);
        if (place >= count) {
            fail_answer("the number of something that was not asked for");
        }
        return place;
    }

private:
    template <typename Number>
    [[nodiscard]] Number parse(std::size_t column) const {
        const std::string& digits = text(column);
        Number number{};
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (error != std::errc{} || end != digits.data() + digits.size()) {
            fail_answer("no number where one must be");
        }
        return number;
    }

    std::vector<Cell> cells_;
};

// The rows of a result. at() and front() are checked; all other members are those of a vector.
class Rows : public std::vector<Row> {
public:
    using std::vector<Row>::vector;

    [[nodiscard]] const Row& at(std::size_t number) const {
        if (number >= size()) {
            fail_answer("fewer rows than were asked for");
        }
        return (*this)[number];
    }
    [[nodiscard]] const Row& front() const { return at(0); }
};

}  // namespace subset::pg
