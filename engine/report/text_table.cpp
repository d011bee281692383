#include "report/text_table.hpp"

#include "report/text_width.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace subset::report {
namespace {

using Row = std::vector<std::string>;

constexpr std::string_view gap = "  ";
constexpr std::size_t narrowest_name = 12;

std::string padded(std::string_view text, std::size_t columns, bool to_the_left) {
    const auto taken = columns_of(text);
    const std::string space(columns > taken ? columns - taken : 0, ' ');
    return to_the_left ? std::string{text} + space : space + std::string{text};
}

std::size_t sum(const std::vector<std::size_t>& widths) {
    std::size_t total = widths.empty() ? 0 : gap.size() * (widths.size() - 1);
    for (const auto width : widths) {
        total += width;
    }
    return total;
}

// Makes the widest name one column narrower, again and again, until the line fits or the names are
// as narrow as they may be.
void narrow_names(std::vector<std::size_t>& widths, const std::vector<TextColumn>& columns,
                  std::size_t width) {
    while (sum(widths) > width) {
        std::size_t widest = 0;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (columns[i].is_name && widths[i] > widths[widest]) {
                widest = i;
            }
        }
        if (widths[widest] <= narrowest_name) {
            return;
        }
        --widths[widest];
    }
}

std::vector<std::size_t> natural_widths(const std::vector<TextColumn>& columns,
                                        const std::vector<Row>& rows) {
    std::vector<std::size_t> widths;
    for (const auto& column : columns) {
        widths.push_back(columns_of(column.header));
    }
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            widths[i] = std::max(widths[i], columns_of(row[i]));
        }
    }
    return widths;
}

std::string render_row(const Row& row, const std::vector<TextColumn>& columns,
                       const std::vector<std::size_t>& widths) {
    std::string line;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        line += i == 0 ? "" : gap;
        line += padded(columns[i].is_name ? shorten(row[i], widths[i]) : row[i], widths[i],
                       columns[i].is_name);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line + "\n";
}

}  // namespace

std::string render_table(std::vector<TextColumn> columns, std::vector<Row> rows, Row total,
                         std::size_t width) {
    const bool has_total = !total.empty();
    if (has_total) {
        rows.push_back(std::move(total));
    }
    auto widths = natural_widths(columns, rows);
    narrow_names(widths, columns, width);
    while (sum(widths) > width && !columns.back().is_name) {
        columns.pop_back();
        widths = natural_widths(columns, rows);
        narrow_names(widths, columns, width);
    }

    Row header;
    for (const auto& column : columns) {
        header.push_back(column.header);
    }
    std::string text = render_row(header, columns, widths);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (has_total && i + 1 == rows.size()) {
            text += std::string(std::min(sum(widths), width), '-') + "\n";
        }
        text += render_row(rows[i], columns, widths);
    }
    return text;
}

}  // namespace subset::report
