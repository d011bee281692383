#include "source/masks/mask_sample_sql.hpp"

#include "catalog/column_sql.hpp"
#include "mask/parse/mask_sql.hpp"
#include "mask/preset_of_column.hpp"
#include "mask/value_class.hpp"
#include "pg/quote.hpp"
#include "source/masks/mask_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

namespace subset {
namespace {

// As COPY and the proof show a value; '' for NULL.
std::string as_text(const std::string& sql) {
    return fmt::format("(pg_catalog.format('%s', {}) COLLATE pg_catalog.\"C\")", sql);
}

std::string as_folded_text(const std::string& sql) {
    return fmt::format(
        "(pg_catalog.lower(pg_catalog.format('%s', {}) COLLATE pg_catalog.\"default\") COLLATE "
        "pg_catalog.\"C\")",
        sql);
}

// Another value of the column's type, never the one that is there. Digits stay digits and letters
// letters, since the user's SQL may count on that.
std::string render_another_value(const Column& column, const std::string& value) {
    const ValueShape shape = shape_of(column);
    const auto one_of = [&](std::string_view first, std::string_view second) {
        return fmt::format(
            "CASE WHEN {0} OPERATOR(pg_catalog.=) '{1}'::{3} THEN '{2}'::{3} WHEN {0} "
            "IS NULL THEN NULL ELSE '{1}'::{3} END",
            value, first, second, column.base_type);
    };
    if (shape.is_array) {
        return "NULL::" + column.base_type;
    }
    switch (shape.value) {
        case ValueClass::text:
            return fmt::format(
                "(SELECT CASE WHEN o.other OPERATOR(pg_catalog.=) o.value THEN o.value "
                "OPERATOR(pg_catalog.||) 'x' ELSE o.other END FROM (SELECT {0}::pg_catalog.text "
                "COLLATE pg_catalog.\"C\" AS value, pg_catalog.translate({0}::pg_catalog.text "
                "COLLATE pg_catalog.\"C\", "
                "'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', "
                "'bcdefghijklmnopqrstuvwxyzaBCDEFGHIJKLMNOPQRSTUVWXYZA1234567890') AS other) AS "
                "o)::{1}",
                value, column.base_type);
        case ValueClass::number:
            return one_of("30517", "21683");
        case ValueClass::uuid:
            return one_of("8c1f5b0e-6a35-4d7c-9f02-b7a94e3d6c18",
                          "27d9e4a6-03bc-4f58-8e71-5a60c2f9b4d3");
        case ValueClass::ip:
            return one_of("198.51.100.73", "203.0.113.58");
        case ValueClass::date:
            return one_of("1907-03-29", "1911-08-17");
        default:
            return "NULL::" + column.base_type;
    }
}

// The mask of a row that differs in one column alone.
std::string render_for_another_value(const std::string& mask, const Table& table,
                                     std::uint16_t differs) {
    std::string columns;
    for (std::size_t place = 0; place < table.columns.size(); ++place) {
        const auto number = static_cast<std::uint16_t>(place);
        const Column& each = table.columns[number];
        const std::string sql = render_column(each);
        columns += fmt::format("{}{} AS {}", columns.empty() ? "" : ", ",
                               number == differs ? render_another_value(each, sql) : sql,
                               pg::quote_identifier(each.name));
    }
    return fmt::format("(SELECT {} FROM (SELECT {}) AS {})", mask, columns, row_alias);
}

std::string render_contains(const std::string& mask, const std::string& value) {
    return fmt::format("({} <> '' AND pg_catalog.strpos({}, {}) > 0)", as_folded_text(value),
                       as_folded_text(mask), as_folded_text(value));
}

// Whether what the mask gives holds the raw value of `of`, and also does where that value is
// another one. One alone may be chance: a hash holds many a short number.
std::string render_holds(const std::string& mask, const Table& table, std::uint16_t of,
                         bool by_other_values) {
    const Column& column = table.columns[of];
    const std::string raw = render_column(column);
    const std::string here = render_contains(mask, raw);
    if (!by_other_values) {
        constexpr int too_long_for_chance = 6;
        return fmt::format("({} AND pg_catalog.length({}) > {})", here, as_text(raw),
                           too_long_for_chance);
    }
    const std::string there = render_for_another_value(mask, table, of);
    return fmt::format("({} AND {} AND {} <> {})", here,
                       render_contains(there, render_another_value(column, raw)), as_text(mask),
                       as_text(there));
}

// A document may have nothing at the paths that such a mask names.
bool changes_parts(const ColumnMask& mask) { return mask.text.starts_with("@json"); }

void add_fields(const TablePlan& plan, const Table& table, const SampledColumn& sampled,
                bool by_other_values, std::vector<std::string>& fields) {
    const ColumnMask& mask = *plan.masks[sampled.column];
    const std::string raw = render_column(table.columns[sampled.column]);
    const std::string raw_text = as_text(raw);
    const std::string same = fmt::format("({} = {})", as_text(mask.sql), raw_text);
    // An array without values has nothing that a mask could change.
    const std::string has_values =
        table.columns[sampled.column].base_is_array
            ? fmt::format(
                  " AND EXISTS (SELECT FROM pg_catalog.unnest({}) AS e (v) WHERE e.v IS "
                  "NOT NULL)",
                  raw)
            : "";
    fields.push_back(fmt::format(
        "CASE WHEN {} <> ''{}{} THEN {} END", raw_text, has_values,
        mask.when ? " AND NOT " + mask.leaves : std::string{},
        render_secret_hash(fmt::format("pg_catalog.convert_to({}, 'UTF8')", raw_text))));
    fields.push_back(same);
    if (changes_parts(mask) || (!mask.keyed && !is_own_sql(mask))) {
        fields.emplace_back("false");
    } else if (mask.keyed) {
        // A preset may have nothing to change in what has neither letters nor digits, and leaves
        // what says of nobody anything.
        fields.push_back(fmt::format(
            "({} AND {} = {}{})", same, as_text(render_by_other_key(mask.sql)), raw_text,
            is_own_sql(mask) ? ""
                             : fmt::format(" AND {0} ~ '[[:alnum:]]' AND {0} !~* "
                                           "'^-?(infinity|nan)$'",
                                           raw_text)));
    } else {
        fields.push_back(by_other_values ? fmt::format("({} AND {} <> {})", same, raw_text,
                                                       as_text(render_for_another_value(
                                                           mask.sql, table, sampled.column)))
                                         : same);
    }
    for (const std::uint16_t of : sampled.within) {
        fields.push_back(render_holds(mask.sql, table, of, by_other_values));
    }
}

bool names_whole_row(std::string_view sql) {
    const auto is_part_of_name = [](char each) {
        return std::isalnum(static_cast<unsigned char>(each)) != 0 || each == '_' || each == '"' ||
               each == '$' || each == '.';
    };
    for (std::size_t at = 0; at < sql.size(); ++at) {
        const bool alone = (sql[at] == 'c' || sql[at] == 'C') &&
                           (at == 0 || !is_part_of_name(sql[at - 1])) &&
                           (at + 1 == sql.size() || !is_part_of_name(sql[at + 1]));
        if (alone || sql.substr(at).starts_with("c.*")) {
            return true;
        }
    }
    return false;
}

bool holds_ignoring_case(std::string_view text, std::string_view word) {
    return std::search(text.begin(), text.end(), word.begin(), word.end(), [](char a, char b) {
               return std::tolower(static_cast<unsigned char>(a)) ==
                      std::tolower(static_cast<unsigned char>(b));
           }) != text.end();
}

}  // namespace

bool is_own_sql(const ColumnMask& mask) { return has_own_sql(mask.text); }

std::vector<SampledColumn> find_sampled_columns(const TablePlan& plan, const Table& table) {
    std::vector<SampledColumn> columns;
    for (std::size_t place = 0; place < plan.masks.size(); ++place) {
        const auto number = static_cast<std::uint16_t>(place);
        // A mask that reads nothing needs no proof, nor the right to read its column.
        if (!plan.masks[number] || reads_nothing(*plan.masks[number], table)) {
            continue;
        }
        SampledColumn& sampled = columns.emplace_back();
        sampled.column = number;
        const std::string& text = plan.masks[number]->text;
        for (std::size_t other = 0; other < plan.masks.size() && is_own_sql(*plan.masks[number]);
             ++other) {
            const bool read = other == place || names_whole_row(text) ||
                              holds_ignoring_case(text, table.columns[other].name);
            if (plan.masks[other] && read) {
                sampled.within.push_back(static_cast<std::uint16_t>(other));
            }
        }
    }
    return columns;
}

std::string render_sample_list(const TablePlan& plan, const Table& table,
                               const std::vector<SampledColumn>& columns, bool by_other_values) {
    std::vector<std::string> fields;
    for (const std::uint16_t column : table.primary_key) {
        const auto& mask = plan.masks[column];
        fields.push_back(as_text(mask ? mask->sql : render_column(table.columns[column])));
    }
    for (const SampledColumn& each : columns) {
        add_fields(plan, table, each, by_other_values, fields);
    }
    return fmt::format("SELECT {}", fmt::join(fields, ", "));
}

}  // namespace subset
