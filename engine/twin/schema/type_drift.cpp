#include "twin/schema/type_drift.hpp"

#include "catalog/sql.hpp"
#include "pg/quote.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

namespace subset {
namespace {

// SizedType holds the parts of a type such as "numeric(10,2)[]".
struct SizedType {
    std::string base;
    std::optional<int> size;
    int scale = 0;
    std::string array;  // "[]" or nothing
};

SizedType parse_type(std::string_view type) {
    SizedType parsed;
    if (type.ends_with("[]")) {
        parsed.array = "[]";
        type.remove_suffix(2);
    }
    const auto open = type.find('(');
    const auto close = type.find(')');
    parsed.base = type.substr(0, open);
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
        return parsed;
    }
    parsed.base += type.substr(close + 1);  // "timestamp(3) without time zone"
    const std::string_view sizes = type.substr(open + 1, close - open - 1);
    int size = 0;
    const auto end = std::from_chars(sizes.data(), sizes.data() + sizes.size(), size).ptr;
    parsed.size = size;
    if (const auto comma = sizes.find(','); comma != std::string_view::npos && *end == ',') {
        (void)std::from_chars(sizes.data() + comma + 1, sizes.data() + sizes.size(), parsed.scale);
    }
    return parsed;
}

// A type takes all values of the types before it in its line.
bool is_before(const std::string& one, const std::string& other) {
    static const std::vector<std::vector<std::string>> lines{
        {"smallint", "integer", "bigint", "numeric"},
        {"smallint", "integer", "bigint", "real", "double precision"},
        {"date", "timestamp without time zone", "timestamp with time zone"},
    };
    return std::any_of(lines.begin(), lines.end(), [&](const std::vector<std::string>& line) {
        const auto at = std::find(line.begin(), line.end(), one);
        return at != line.end() && std::find(at + 1, line.end(), other) != line.end();
    });
}

bool is_sized_text(const std::string& base) {
    return base == "character varying" || base == "character";
}

std::string element_of(std::string type) {
    while (type.ends_with("[]")) {
        type.resize(type.size() - 2);
    }
    return type;
}

std::vector<std::string> find_lacking(const std::string& of_source, const std::string& of_target,
                                      const EnumLabels& source, const EnumLabels& target) {
    std::vector<std::string> lacking;
    const auto labels = source.find(element_of(of_source));
    const auto known = target.find(element_of(of_target));
    if (labels != source.end() && known != target.end()) {
        std::copy_if(labels->second.begin(), labels->second.end(), std::back_inserter(lacking),
                     [&](const std::string& label) { return !contains(known->second, label); });
    }
    return lacking;
}

Fault make_label_fault(const Table& table, const Column& column, const KeptColumn& kept,
                       const std::vector<std::string>& lacking) {
    return {
        fmt::format("{}.{}: the target's type lacks the label{} {}", table.name.text(), column.name,
                    lacking.size() == 1 ? "" : "s", fmt::join(lacking, ", ")),
        fmt::format("In the target: ALTER TYPE {} ADD VALUE {}; for each; or mask the column by "
                    "SQL that gives a label which is there.",
                    element_of(kept.type), pg::quote_literal(lacking.front()))};
}

}  // namespace

EnumLabels read_enum_labels(pg::CopyChannel& channel) {
    EnumLabels labels;
    for (const pg::Row& row : channel.query(std::string{sql::enum_labels})) {
        labels[row.text(0)].push_back(row.text(1));
    }
    return labels;
}

bool is_narrower(const std::string& target, const std::string& source) {
    const SizedType to = parse_type(target);
    const SizedType from = parse_type(source);
    if (to.array != from.array) {
        return false;
    }
    if (is_sized_text(to.base) && to.size && (is_sized_text(from.base) || from.base == "text")) {
        return !from.size || *from.size > *to.size;
    }
    if (to.base == "numeric" && from.base == "numeric") {
        return to.size && (!from.size || from.scale > to.scale ||
                           *from.size - from.scale > *to.size - to.scale);
    }
    return is_before(to.base, from.base);
}

TypeDrift find_type_drift(const RowPlan& plan, const KeptSchema& kept, const EnumLabels& source,
                          const EnumLabels& target) {
    TypeDrift drift;
    for (const Table& table : plan.catalog.tables) {
        const KeptTable* const there = kept.table(table.id);
        const TablePlan& planned = plan.table(table.id);
        if (there == nullptr || !planned.reachable) {
            continue;
        }
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const Column& column = table.columns[i];
            const KeptColumn* const found = there->column_named(column.name);
            if (found == nullptr || found->generated ||
                planned.masks_column(static_cast<std::uint16_t>(i))) {
                continue;
            }
            if (const auto lacking = find_lacking(column.type, found->type, source, target);
                !lacking.empty()) {
                drift.faults.push_back(make_label_fault(table, column, *found, lacking));
            } else if (is_narrower(found->type, column.sized_type)) {
                drift.warnings.push_back(
                    {fmt::format("{}.{}: {} is narrower than {}", table.name.text(), column.name,
                                 found->type, column.sized_type),
                     "A value that does not fit there ends the load, or loses what is too much."});
            }
        }
    }
    return drift;
}

}  // namespace subset
