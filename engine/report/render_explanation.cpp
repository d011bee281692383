#include "report/text_table.hpp"
#include "report/text_width.hpp"
#include "subset/explanation.hpp"
#include "subset/printable.hpp"
#include "util/amounts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace subset {
namespace {

using report::render_count;
using report::render_counted;

// Breaks a text into lines of at most `width` columns, each after so many spaces. The value of a
// text column may be long.
std::string indented(const std::string& text, std::size_t spaces, std::size_t width) {
    const std::string lines = report::wrap(text, width - spaces);
    std::string indented_lines;
    for (std::size_t begin = 0; begin < lines.size();) {
        const std::size_t end = lines.find('\n', begin) + 1;
        indented_lines += std::string(spaces, ' ') + lines.substr(begin, end - begin);
        begin = end;
    }
    return indented_lines;
}

const char* name_mark(bool chosen) { return chosen ? "chosen" : "required"; }

// Renders "order_id = 99, line = 2".
std::string render_values(const ChainLink& link) {
    std::string text;
    for (std::size_t index = 0; index < link.columns.size(); ++index) {
        text += fmt::format("{}{} = {}", index == 0 ? "" : ", ", link.columns[index],
                            link.key.at(index).empty() ? "''" : link.key.at(index));
    }
    return text;
}

// Renders how the row came: "[[root]] (twin.toml:6)", "down by orders_user_id_fkey: user_id = 42".
std::string render_way(const ChainLink& link) {
    if (link.reference.empty()) {
        return link.rule;
    }
    const std::string text =
        fmt::format("{} by {}: {}", link.by, link.reference, render_values(link));
    return link.rule.empty() ? text : text + "; " + link.rule;
}

constexpr std::size_t row_indent = 2;
constexpr std::size_t way_indent = 6;

// People see only the two ends of a longer chain.
constexpr std::size_t most_links = 24;
constexpr std::size_t links_at_an_end = 10;

std::string render_row_of(const ChainLink& link, std::size_t width) {
    return indented(fmt::format("{} {} ({})", link.table, link.row, name_mark(link.chosen)),
                    row_indent, width);
}

std::string render_chain(const RowExplanation& row, std::size_t width) {
    std::string text = report::wrap(fmt::format("{} {} is in the twin, {}:", row.table, row.row,
                                                name_mark(row.chosen)),
                                    width) +
                       "\n";
    const std::size_t left_out =
        row.chain.size() > most_links ? row.chain.size() - 2 * links_at_an_end : 0;
    for (std::size_t index = 0; index < row.chain.size(); ++index) {
        if (left_out > 0 && index == links_at_an_end) {
            text += indented(fmt::format("... {} more: --format json has them",
                                         render_counted(left_out, "row", "rows")),
                             row_indent, width);
            index += left_out;
        }
        const ChainLink& link = row.chain[index];
        text += render_row_of(link, width) + indented(render_way(link), way_indent, width);
    }
    return text;
}

std::string render_missing(const MissingLink& missing, std::size_t width) {
    std::string text = "\n" + report::wrap("The nearest row that is in the twin:", width) + "\n" +
                       render_row_of(missing.from, width) + "\n" +
                       report::wrap("From there it would come like this:", width) + "\n";
    for (const ChainLink& link : missing.rest) {
        text += indented(link.table + " " + link.row, row_indent, width) +
                indented(render_way(link), way_indent, width);
    }
    return text + "\n" +
           report::wrap(
               fmt::format("{} is not taken: {}.",
                           missing.rest.size() == 1 ? "That step" : "The first of these steps",
                           missing.reason),
               width) +
           report::wrap("hint: " + missing.hint, width);
}

std::string render(const RowExplanation& row, std::size_t width) {
    if (row.in_twin) {
        return render_chain(row, width);
    }
    std::string text = report::wrap(fmt::format("{} {} is not in the twin{}{}.", row.table, row.row,
                                                row.reason.empty() ? "" : ": ", row.reason),
                                    width);
    for (const std::string& root : row.roots) {
        text += report::wrap(root + ".", width);
    }
    text += row.missing ? render_missing(*row.missing, width) : "";
    return text + (row.hint.empty() ? "" : report::wrap("hint: " + row.hint, width));
}

std::string render(const TableExplanation& table, std::size_t width) {
    std::string text = report::wrap(
        table.rows == 0
            ? fmt::format("{} has no row in the twin: {}.", table.table, table.reason)
            : fmt::format("{}: {} in the twin, {} of them chosen.", table.table,
                          render_counted(table.rows, "row", "rows"), render_count(table.chosen)),
        width);
    if (table.bringers.empty()) {
        return text;
    }
    std::vector<std::vector<std::string>> rows;
    for (const Bringer& bringer : table.bringers) {
        const bool by_reference = bringer.by == "up" || bringer.by == "down";
        rows.push_back({bringer.by, by_reference ? bringer.reference : bringer.rule, bringer.other,
                        render_count(bringer.rows), render_count(bringer.only)});
    }
    text += "\n" + report::render_table({{"brought by", true},
                                         {"reference or entry", true},
                                         {"from", true},
                                         {"rows"},
                                         {"only so"}},
                                        std::move(rows), {}, width);
    return text + "\n" +
           report::wrap(
               "A row may be brought in several ways; \"only so\" counts those that come "
               "in that way alone.",
               width);
}

}  // namespace

std::string render_explanation_text(const Explanation& explanation, int width) {
    const auto columns = static_cast<std::size_t>(std::max(width, 20));
    return printable_lines(
        std::visit([&](const auto& each) { return render(each, columns); }, explanation));
}

}  // namespace subset
