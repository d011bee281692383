#include "config/glob.hpp"

#include <algorithm>
#include <cstddef>

namespace subset::config {

namespace {

// Finds where the next character begins. In UTF-8 a byte that begins with the bits 10 continues a
// character.
std::size_t next_character(std::string_view text, std::size_t at) {
    constexpr unsigned mask = 0xc0U;
    constexpr unsigned continuation = 0x80U;
    do {
        ++at;
    } while (at < text.size() && (static_cast<unsigned char>(text[at]) & mask) == continuation);
    return at;
}

}  // namespace

// After a mismatch it is enough to go back to the last star: that one can take whatever an earlier
// one could.
bool matches_text(std::string_view pattern, std::string_view text) {
    std::size_t in_pattern = 0;
    std::size_t in_text = 0;
    std::size_t after_star = std::string_view::npos;
    std::size_t star_ends = 0;
    while (in_text < text.size()) {
        if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
            after_star = ++in_pattern;
            star_ends = in_text;
        } else if (in_pattern < pattern.size() &&
                   (pattern[in_pattern] == '?' || pattern[in_pattern] == text[in_text])) {
            in_text = pattern[in_pattern] == '?' ? next_character(text, in_text) : in_text + 1;
            ++in_pattern;
        } else if (after_star != std::string_view::npos) {
            in_pattern = after_star;
            in_text = ++star_ends;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', in_pattern) == std::string_view::npos;
}

bool is_glob(std::string_view pattern) {
    return pattern.find_first_of("*?") != std::string_view::npos;
}

bool matches_glob(const TableName& pattern, const QualifiedName& table) {
    if (pattern.value == "*") {
        return true;
    }
    return matches_text(pattern.name.schema, table.schema) &&
           matches_text(pattern.name.name, table.name);
}

bool is_about(const TableRule& rule, const TableNames& table) {
    const auto matches = [&](const QualifiedName& name) { return matches_glob(rule.name, name); };
    return matches(table.own) ||
           (!rule.only && std::any_of(table.ancestors.begin(), table.ancestors.end(), matches));
}

const TableRule* find_rows_rule(const std::vector<TableRule>& rules, const TableNames& table) {
    const TableRule* last = nullptr;
    for (const TableRule& rule : rules) {
        if (rule.rows && is_about(rule, table)) {
            last = &rule;
        }
    }
    return last;
}

bool is_absent(const std::vector<TableRule>& rules, const TableNames& table) {
    const TableRule* const rule = find_rows_rule(rules, table);
    return rule != nullptr && rule->rows == RowsRule::absent;
}

}  // namespace subset::config
