#include "preflight/look_at_columns.hpp"

#include "catalog/column_sql.hpp"
#include "catalog/migration_tables.hpp"
#include "mask/names/given_names.hpp"
#include "mask/value_class.hpp"
#include "pg/quote.hpp"
#include "source/statements/table_sql.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>

namespace subset {
namespace {

constexpr std::size_t rows_looked_at = 2'000;
constexpr std::size_t columns_at_once = 50;

namespace pattern {

constexpr const char* address = R"(^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+$)";
constexpr const char* address_within = R"([^@[:space:]]@[A-Za-z0-9-]+\.[A-Za-z])";
// At least seven digits with what people put between them, and what a bare number has not: it
// begins with + or 0, or has blanks or parentheses.
constexpr const char* phone = R"(^(?=[+0(]|[0-9./-]*[ ()])[+]?[(]?[0-9]([ ()./-]*[0-9]){6,14}$)";
constexpr const char* bare_number = R"(^[-+]?[0-9]+([-.,:/ TZ]+[0-9]+)*[Z%]?$)";
constexpr const char* bare_digits = R"(^[0-9]+$)";
constexpr const char* date =
    R"(^[0-9]{4}[-./ ][0-9]{1,2}[-./ ][0-9]{1,2}|^[0-9]{1,2}[-./][0-9]{1,2}[-./][0-9]{2,4}$)";
constexpr const char* card = R"(^[0-9]([ -]?[0-9]){12,18}$)";
constexpr const char* iban = R"(^[A-Z]{2}[0-9]{2}( ?[A-Z0-9]){11,30}$)";
constexpr const char* iban_within = R"((^|[^A-Za-z0-9])[A-Z]{2}[0-9]{2}( ?[A-Z0-9]{4}){3})";
constexpr const char* ip =
    R"(^([0-9]{1,3}[.]){3}[0-9]{1,3}(/[0-9]+)?$|^([0-9A-Fa-f]{1,4}:){3,7}[0-9A-Fa-f:]+$|^([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}$)";
constexpr const char* uuid = R"(^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$)";
// Letters and digits that take turns, in a run of sixteen or more.
constexpr const char* random =
    R"([A-Za-z][0-9][A-Za-z0-9+/_=-]*[A-Za-z][0-9][A-Za-z0-9+/_=-]*[A-Za-z][0-9])";
constexpr const char* long_run = "[A-Za-z0-9+/_=-]{16}";
// The beginnings of well-known hashes and keys.
constexpr const char* known_secret =
    R"([$](2[abxy]?|argon2i?d?|1|5|6|y)[$]|-----BEGIN|eyJ[A-Za-z0-9_-]{8}|(sk|pk|rk|whsec|ghp|gho|glpat|xox[abps])[-_][A-Za-z0-9_-]{10}|AKIA[A-Z0-9]{12})";
constexpr const char* blank = "[[:space:]]";
// Two words in a row that begin with a capital, or "Kowalska, Anna".
constexpr const char* two_words =
    R"((^|[^[:alnum:]])([A-Z]|[^\x01-\x7f])[^[:space:][:digit:],]+,? +([A-Z][.]? +)?[^[:space:][:digit:][:lower:][:punct:]][^[:space:][:digit:]]+)";
// "Write to Ms. Moreau".
constexpr const char* name_with_title =
    R"((^|[^[:alnum:]])(Mr|Mrs|Ms|Miss|Dr|Prof|Herrn?|Frau|Mme|Mlle|Mevr|Srta?)[.]? +([A-Z]|[^\x01-\x7f])[^[:space:]])";
constexpr const char* name_alone = R"(^[^[:space:][:digit:][:punct:]]{2,}$)";

}  // namespace pattern

// The sum of Luhn's check over the digits of v.t, from the last one on: every second one counts
// twice, and of that both digits.
constexpr const char* luhn =
    "(SELECT pg_catalog.sum(CASE WHEN l.o % 2 = 1 THEN l.d::pg_catalog.int4 ELSE "
    "pg_catalog.translate(l.d, '0123456789', '0246813579')::pg_catalog.int4 END) % 10 = 0 FROM "
    "pg_catalog.unnest(pg_catalog.string_to_array(pg_catalog.reverse(pg_catalog.regexp_replace(v.t,"
    " "
    "'[^0-9]', '', 'g')), NULL)) WITH ORDINALITY AS l (d, o))";

// Renders a word as given_names has it. The text of the statement is ASCII, so that databases of
// all encodings take it.
std::string render_folded(const char* word) {
    return fmt::format(
        R"(pg_catalog.lower(pg_catalog.regexp_replace({}, '[^\x01-\x7f]+', '?', 'g')))", word);
}

std::string render_has_given_name() {
    return fmt::format(
        R"(EXISTS (SELECT FROM pg_catalog.regexp_split_to_table(v.t, '[][[:space:],;:."(){{}}<>/]+') AS w (t) )"
        "WHERE {} IN (SELECT g.t FROM given AS g))",
        render_folded("w.t"));
}

std::string is_like(const char* expression) { return "v.t ~ " + pg::quote_literal(expression); }

std::string count_if(const std::string& condition) {
    return fmt::format(", pg_catalog.count(*) FILTER (WHERE {})", condition);
}

// An array is read as its elements, without the signs of a literal around them.
std::string render_plain_text(const Column& column) {
    const std::string sql = render_column(column);
    return shape_of(column).is_array ? fmt::format("pg_catalog.array_to_string({}, '; ')", sql)
                                     : sql + "::pg_catalog.text";
}

// One row for each column: its number, and what was counted, in the order of read_look().
std::string render_look(const RowPlan& plan, const std::vector<std::size_t>& positions,
                        const std::vector<UnclassifiedColumn>& columns) {
    const Table& table = plan.catalog.table(columns[positions.front()].table);
    std::string texts;
    std::string values;
    for (const std::size_t position : positions) {
        const std::string name = fmt::format("t{}", position);
        texts += fmt::format("{}pg_catalog.left({}, 5000) COLLATE \"C\" AS {}",
                             texts.empty() ? "" : ", ",
                             render_plain_text(table.columns[columns[position].column]), name);
        values += fmt::format("{}({}, s.{})", values.empty() ? "" : ", ", position, name);
    }
    const std::string secret = fmt::format("(({} AND {}) OR {}) AND NOT {}",
                                           is_like(pattern::random), is_like(pattern::long_run),
                                           is_like(pattern::known_secret), is_like(pattern::uuid));
    const std::string number = fmt::format("{} AND NOT {} AND NOT {}", is_like(pattern::phone),
                                           is_like(pattern::bare_digits), is_like(pattern::date));
    const std::string given_name =
        fmt::format("CASE WHEN {} THEN {} IN (SELECT g.t FROM given AS g) END",
                    is_like(pattern::name_alone), render_folded("v.t"));
    return fmt::format(
        "WITH given (t) AS (SELECT pg_catalog.unnest(pg_catalog.string_to_array({}, ' ')) COLLATE "
        "\"C\") SELECT v.k, pg_catalog.count(*){}{}{}, coalesce(pg_catalog.sum(pg_catalog.length("
        "v.t)), 0){}{}{}{}{}{}{}, pg_catalog.count(DISTINCT v.t){} FROM (SELECT {}{}) AS s CROSS "
        "JOIN LATERAL (VALUES {}) AS v (k, t) CROSS JOIN LATERAL (SELECT {} AS secret, CASE WHEN "
        "{} THEN {} END AS name OFFSET 0) AS h WHERE v.t <> '' GROUP BY v.k",
        pg::quote_literal(std::string{given_names}), count_if(is_like(pattern::address)),
        count_if(number),
        count_if(fmt::format("CASE WHEN {} THEN {} END", is_like(pattern::card), luhn)),
        count_if(is_like(pattern::iban)),
        count_if(fmt::format("h.secret AND NOT {}", is_like(pattern::blank))), count_if("h.name"),
        count_if(given_name), count_if(is_like(pattern::ip)), count_if(is_like(pattern::uuid)),
        count_if(is_like(pattern::bare_number)),
        count_if(fmt::format("h.secret OR h.name OR {} OR {} OR {}",
                             is_like(pattern::address_within), is_like(pattern::iban_within),
                             is_like(pattern::name_with_title))),
        texts, render_sampled_rows(table, rows_looked_at), values, secret,
        is_like(pattern::two_words), render_has_given_name());
}

ColumnLook read_look(const pg::Row& row) {
    const auto count = [&](std::size_t column) {
        return static_cast<std::uint64_t>(row.number(column));
    };
    return {count(1), count(2), count(3),  count(4),  count(5),  count(6),  count(7),
            count(8), count(9), count(10), count(11), count(12), count(13), count(14)};
}

}  // namespace

std::vector<ColumnLook> look_at_columns(const RowPlan& plan,
                                        const std::vector<UnclassifiedColumn>& columns,
                                        pg::CopyChannel& reader) {
    std::map<TableId, std::vector<std::size_t>> by_table;
    for (std::size_t position = 0; position < columns.size(); ++position) {
        const Table& table = plan.catalog.table(columns[position].table);
        const ValueClass value = shape_of(table.columns[columns[position].column]).value;
        if (value == ValueClass::text ||
            (value == ValueClass::json && is_metadata_table(table.name.schema, table.name.name))) {
            by_table[table.id].push_back(position);
        }
    }
    std::vector<ColumnLook> looks(columns.size());
    for (const auto& [table, positions] : by_table) {
        for (std::size_t first = 0; first < positions.size(); first += columns_at_once) {
            const auto begin = positions.begin() + static_cast<std::ptrdiff_t>(first);
            const auto end = begin + static_cast<std::ptrdiff_t>(
                                         std::min(columns_at_once, positions.size() - first));
            for (const pg::Row& row : reader.query(render_look(plan, {begin, end}, columns))) {
                looks[row.place(0, looks.size())] = read_look(row);
            }
        }
    }
    return looks;
}

}  // namespace subset
