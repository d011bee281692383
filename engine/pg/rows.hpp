// rows.hpp
//
// The result of a query as a plain value, in text form, whichever library ran it. Part of the
// foundation engine/pg.
//
// Thread-safety: values.
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

class Row {
public:
    explicit Row(std::vector<Cell> cells) : cells_{std::move(cells)} {}

    [[nodiscard]] std::size_t size() const noexcept { return cells_.size(); }
    [[nodiscard]] const Cell& cell(std::size_t column) const { return cells_.at(column); }
    [[nodiscard]] bool is_null(std::size_t column) const { return !cell(column).has_value(); }
    // Requires: not NULL.
    [[nodiscard]] const std::string& text(std::size_t column) const { return cell(column).value(); }
    [[nodiscard]] bool boolean(std::size_t column) const { return text(column) == "t"; }
    [[nodiscard]] std::int64_t number(std::size_t column) const {
        return parse<std::int64_t>(column);
    }
    [[nodiscard]] std::uint32_t oid(std::size_t column) const {
        return parse<std::uint32_t>(column);
    }
    [[nodiscard]] double real(std::size_t column) const { return parse<double>(column); }

private:
    // Throws: server, where that is no number: what comes from a server is checked.
    template <typename Number>
    [[nodiscard]] Number parse(std::size_t column) const {
        const std::string& digits = text(column);
        Number number{};
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (error != std::errc{} || end != digits.data() + digits.size()) {
            throw Error{ErrorKind::server, "a server's answer holds no number where one must be",
                        "This is a fault of subset or of a proxy in between; try a direct "
                        "connection."};
        }
        return number;
    }

    std::vector<Cell> cells_;
};

using Rows = std::vector<Row>;

}  // namespace subset::pg
