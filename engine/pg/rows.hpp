// rows.hpp
//
// The result of a query as a plain value, in text form, whichever library ran it. Part of the
// foundation engine/pg.
//
// Thread-safety: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
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
    [[nodiscard]] std::int64_t number(std::size_t column) const { return std::stoll(text(column)); }
    [[nodiscard]] std::uint32_t oid(std::size_t column) const {
        return static_cast<std::uint32_t>(std::stoul(text(column)));
    }
    [[nodiscard]] double real(std::size_t column) const { return std::stod(text(column)); }

private:
    std::vector<Cell> cells_;
};

using Rows = std::vector<Row>;

}  // namespace subset::pg
