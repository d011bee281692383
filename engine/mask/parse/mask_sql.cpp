#include "mask/parse/mask_sql.hpp"

#include "catalog/column_sql.hpp"
#include "mask/parse/parse_preset.hpp"
#include "mask/parse/preset_arguments.hpp"
#include "pg/quote.hpp"
#include "pg/sql_tokens.hpp"
#include "subset/error.hpp"
#include "util/fold_ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace subset {
namespace {

using pg::SqlToken;
using pg::SqlTokenKind;

SqlToken next_but_blank(std::string_view sql, std::size_t at) {
    const SqlToken token = pg::next_sql_token(sql, at);
    return token.kind == SqlTokenKind::blank ? pg::next_sql_token(sql, token.end) : token;
}

// Reads the preset whose "@" begins at `at`, or nothing where it is an operator of PostgreSQL.
// `is_column` says of a word whether it is one.
template <typename IsColumn>
std::optional<PresetInSql> read_preset(std::string_view sql, const SqlToken& at,
                                       const IsColumn& is_column) {
    const SqlToken name = pg::next_sql_token(sql, at.end);
    if (at.in(sql) != "@" || name.kind != SqlTokenKind::word) {
        return std::nullopt;
    }
    const std::string word = fold_ascii(name.in(sql));
    if (!preset_named(word)) {
        if (!is_column(word)) {
            refuse_unknown_preset(word);
        }
        return std::nullopt;
    }
    const SqlToken open = next_but_blank(sql, name.end);
    const bool has_arguments = open.in(sql) == "(";
    const std::size_t end =
        has_arguments ? find_end_of_arguments(sql, open.begin) : std::size_t{name.end};
    if (end == std::string_view::npos) {
        throw Error{ErrorKind::config, fmt::format("the mask @{}( is not closed", word),
                    "Close it by \")\", outside of quotes and comments."};
    }
    const std::string_view arguments =
        has_arguments ? sql.substr(open.begin, end - open.begin) : std::string_view{};
    return PresetInSql{at.begin, end, parse_preset(fmt::format("@{}{}", word, arguments))};
}

template <typename IsColumn>
std::vector<PresetInSql> find_presets_beside(std::string_view sql, const IsColumn& is_column) {
    std::vector<PresetInSql> presets;
    for (SqlToken token = pg::next_sql_token(sql, 0); token.kind != SqlTokenKind::end;) {
        std::size_t behind = token.end;
        if (token.kind == SqlTokenKind::operation) {
            if (auto preset = read_preset(sql, token, is_column)) {
                behind = preset->end;
                presets.push_back(std::move(*preset));
            }
        }
        token = pg::next_sql_token(sql, behind);
    }
    return presets;
}

bool is_blank_sql(std::string_view sql) { return next_but_blank(sql, 0).kind == SqlTokenKind::end; }

}  // namespace

std::vector<PresetInSql> find_presets(std::string_view sql, const Table& table) {
    return find_presets_beside(sql, [&](const std::string& word) {
        return word == row_alias || table.column_named(word).has_value();
    });
}

std::optional<std::string> find_glued_preset(std::string_view sql) {
    for (SqlToken token = pg::next_sql_token(sql, 0); token.kind != SqlTokenKind::end;
         token = pg::next_sql_token(sql, token.end)) {
        const SqlToken name = pg::next_sql_token(sql, token.end);
        if (token.kind == SqlTokenKind::operation && token.end - token.begin > 1 &&
            token.in(sql).ends_with('@') && preset_named(fold_ascii(name.in(sql)))) {
            return "@" + fold_ascii(name.in(sql));
        }
    }
    return std::nullopt;
}

bool has_preset(std::string_view mask, Preset preset) {
    const std::vector<PresetInSql> presets =
        find_presets_beside(mask, [](const std::string&) { return true; });
    return std::any_of(presets.begin(), presets.end(), [&](const PresetInSql& each) {
        return each.call.preset == preset || (each.call.of && has_preset(*each.call.of, preset));
    });
}

bool has_own_sql(std::string_view mask) {
    mask = without_blanks(mask);
    const auto every_word = [](const std::string&) { return true; };
    std::vector<PresetInSql> presets;
    try {
        presets = find_presets_beside(mask, every_word);
    } catch (const Error&) {
        return true;  // what is wrong with it is told where it is read in earnest
    }
    return presets.size() != 1 || holds_sql(presets.front().call) || presets.front().begin != 0 ||
           presets.front().end != mask.size();
}

bool is_column_itself(std::string_view mask, std::string_view column) {
    const SqlToken row = next_but_blank(mask, 0);
    const SqlToken dot = next_but_blank(mask, row.end);
    const SqlToken name = next_but_blank(mask, dot.end);
    if (fold_ascii(row.in(mask)) != row_alias || dot.in(mask) != "." ||
        !is_blank_sql(mask.substr(name.end))) {
        return false;
    }
    if (name.kind == SqlTokenKind::word) {
        return fold_ascii(name.in(mask)) == column;
    }
    const std::string quoted{name.in(mask)};
    return name.kind == SqlTokenKind::quoted_name && quoted == pg::quote_identifier(column);
}

std::string replace_presets(std::string_view sql, const std::vector<PresetInSql>& presets,
                            const std::function<std::string(const PresetCall&)>& render) {
    std::string replaced;
    std::size_t at = 0;
    for (const PresetInSql& each : presets) {
        replaced += sql.substr(at, each.begin - at);
        replaced += render(each.call);
        at = each.end;
    }
    replaced += sql.substr(at);
    return replaced;
}

}  // namespace subset
