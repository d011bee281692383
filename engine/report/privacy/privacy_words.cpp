#include "report/privacy/privacy_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace subset::report {
namespace {

// The states of columns, in the order in which they are counted.
constexpr std::array state_words = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"masked", "masked"},
    {"kept", "kept as they are"},
    {"unclassified", "neither masked nor kept, so they come as they are"},
    {"key", "keys, which come as they are"},
    {"null", "NULL in the twin"},
    {"computed", "computed in the twin"},
    {"no_rows", "of tables without rows"},
});

std::string name_of(const ColumnReport& column) { return column.table + "." + column.column; }

// Names all columns for which `holds`, as an auditor looks for single ones.
template <typename Holds>
std::string join_names_of(const Report& report, Holds holds) {
    std::string names;
    for (std::size_t index = 0; index < report.columns.size(); ++index) {
        if (holds(index)) {
            names += (names.empty() ? "" : ", ") + name_of(report.columns[index]);
        }
    }
    return names;
}

void add(std::vector<std::string>& limits, std::string_view text, const std::string& names) {
    if (!names.empty()) {
        limits.push_back(fmt::format("{}: {}.", text, names));
    }
}

}  // namespace

std::string describe_decision(const ColumnReport& column) {
    if (column.state == "masked") {
        return "masked by " + column.mask.value_or("");
    }
    return column.state == "kept"           ? "kept as it is"
           : column.state == "unclassified" ? "comes as it is: neither masked nor kept"
           : column.state == "key"          ? "comes as it is: a key"
           : column.state == "null"         ? "NULL"
           : column.state == "computed"     ? "computed in the twin"
                                            : "no rows";
}

std::string describe_decider(const ColumnReport& column) {
    return column.place.empty() ? column.reason
                                : fmt::format("{} ({})", column.reason, column.place);
}

std::string describe_examples(const AuditedColumn& column) {
    std::string text;
    for (const std::string& example : column.examples) {
        text += (text.empty() ? "" : " · ") + example;
    }
    return !text.empty()                   ? text
           : column.why_no_example.empty() ? ""
                                           : "no example: " + column.why_no_example;
}

std::string summarize_columns(const Report& report) {
    std::string text;
    for (const auto& word : state_words) {
        const auto count =
            std::count_if(report.columns.begin(), report.columns.end(),
                          [&](const ColumnReport& each) { return each.state == word.first; });
        if (count > 0) {
            text += fmt::format("{}{} {}", text.empty() ? "" : "; ", count, word.second);
        }
    }
    return fmt::format("Of {} columns: {}.", report.columns.size(), text);
}

std::vector<std::string> list_limits(const Report& report) {
    const std::vector<AuditedColumn>& audited = report.privacy->columns;
    const auto is_masked = [&](std::size_t index) {
        return report.columns[index].state == "masked";
    };
    std::vector<std::string> limits;
    add(limits, "Texts, documents and files that come as they are may say anything about anybody",
        join_names_of(report, [&](std::size_t index) { return audited[index].free_text; }));
    add(limits, "These columns come as they are although nobody said so",
        join_names_of(report, [&](std::size_t index) {
            return report.columns[index].state == "unclassified";
        }));
    add(limits,
        "Equality: most masks give the same for the same value, so that the twin's rows still "
        "join. Who knows that two rows have equal masks knows that they have equal values",
        join_names_of(report, is_masked));
    limits.emplace_back(
        "Frequencies: a masked value is as frequent as the value was. A value that is much more "
        "frequent than all others can be recognized by that. NULL stays NULL, in most masks.");
    add(limits,
        "SQL of the config has a part in these masks, such as a condition; what it leaves of a "
        "value, and in which rows, is the config's",
        join_names_of(report, [&](std::size_t index) { return audited[index].own_sql; }));
    limits.emplace_back(
        "Keys and references come as they are: which rows belong together, and how many there are "
        "of each. So do the last values of sequences, the names of tables and columns, and the "
        "settings of the database.");
    const auto personal =
        std::count_if(report.privacy->objects.begin(), report.privacy->objects.end(),
                      [](const AuditedObject& each) { return each.personal; });
    limits.push_back(fmt::format(
        "The schema comes as it is written, with its comments, definitions of views, defaults, "
        "checks, policies and functions. {} of its statements hold literals, and {} of these look "
        "like an address of mail or a number of a telephone, an account or a card.",
        report.privacy->objects.size(), personal));
    return limits;
}

}  // namespace subset::report
