#include "report/plan_text.hpp"

#include "report/text_width.hpp"
#include "util/amounts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <tuple>
#include <vector>

namespace subset::report {

std::vector<const TableReport*> order_of_loading(const Report& report) {
    std::vector<const TableReport*> tables;
    for (const TableReport& table : report.tables) {
        if (table.rows > 0) {
            tables.push_back(&table);
        }
    }
    std::sort(tables.begin(), tables.end(), [](const TableReport* left, const TableReport* right) {
        return left->load_position < right->load_position;
    });
    return tables;
}

std::string indent(std::string_view lines) {
    std::string text;
    while (!lines.empty()) {
        const auto end = std::min(lines.find('\n'), lines.size());
        text += fmt::format("    {}\n", lines.substr(0, end));
        lines.remove_prefix(std::min(end + 1, lines.size()));
    }
    return text;
}

std::string render_load_order(const Report& report, std::size_t width) {
    const std::vector<const TableReport*> tables = order_of_loading(report);
    if (tables.size() < 2) {
        return {};
    }
    std::string order;
    for (const TableReport* const table : tables) {
        order += (order.empty() ? " " : ", ") + table->table;
    }
    return wrap("Order of loading:" + order + ".", width) + "\n";
}

std::string render_bringers(const Report& report, std::size_t width) {
    if (report.bringers.empty()) {
        return {};
    }
    std::string text = wrap("What brought the most, and what would bring less:", width);
    for (const BringerReport& each : report.bringers) {
        const bool down = each.direction == "down";
        text += "\n" + wrap(fmt::format("{}, {}: {} from {} {} {}.", each.reference, each.direction,
                                        render_counted(each.edges, "pair of rows", "pairs of rows"),
                                        down ? each.parent : each.table, down ? "to" : "up to",
                                        down ? each.table : each.parent),
                            width);
        text += each.advice.empty()
                    ? wrap(down ? "Its names cannot be spelled in a config."
                                : "Nothing to cut: its columns must have values in the twin.",
                           width)
                    : indent(each.advice);
    }
    return text + "\n";
}

namespace {

struct MissingIndex {
    std::string sql;
    double seconds = 0;
};

// One index serves all references that have the same columns, as those of several types do.
std::vector<MissingIndex> find_missing_indexes(const std::vector<const ReferenceReport*>& slow) {
    std::vector<MissingIndex> missing;
    for (const ReferenceReport* const reference : slow) {
        const auto known =
            std::find_if(missing.begin(), missing.end(),
                         [&](const MissingIndex& each) { return each.sql == *reference->index; });
        if (known == missing.end()) {
            missing.push_back({*reference->index, reference->seconds});
        } else {
            known->seconds += reference->seconds;
        }
    }
    return missing;
}

}  // namespace

std::string render_indexes(const Report& report, std::size_t width) {
    constexpr std::size_t most = 5;
    std::vector<const ReferenceReport*> slow;
    for (const ReferenceReport& reference : report.references) {
        if (reference.index) {
            slow.push_back(&reference);
        }
    }
    if (slow.empty()) {
        return {};
    }
    std::sort(slow.begin(), slow.end(),
              [](const ReferenceReport* left, const ReferenceReport* right) {
                  return std::tie(right->seconds, left->table, left->name) <
                         std::tie(left->seconds, right->table, right->name);
              });
    const std::vector<MissingIndex> missing = find_missing_indexes(slow);
    std::string text =
        wrap(fmt::format("warning: no index serves {}, so {} read whole in the source{}:",
                         slow.size() == 1
                             ? "a reference that is followed down"
                             : fmt::format("{} references that are followed down", slow.size()),
                         slow.size() == 1 ? "its table is" : "their tables are",
                         report.estimated ? "" : "; with the time that it took"),
             width);
    for (std::size_t place = 0; place < std::min(most, missing.size()); ++place) {
        text += indent(report.estimated ? missing[place].sql + ";"
                                        : fmt::format("{};  -- {}", missing[place].sql,
                                                      render_duration(missing[place].seconds)));
    }
    if (missing.size() > most) {
        text += wrap(fmt::format("and {} more, in the report of --report.", missing.size() - most),
                     width);
    }
    return text + "\n";
}

}  // namespace subset::report
