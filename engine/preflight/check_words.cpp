#include "preflight/check_words.hpp"

#include "catalog/column_sql.hpp"
#include "mask/value_class.hpp"
#include "source/statements/table_sql.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace subset {
namespace {

constexpr std::size_t rows_with_words = 500;

// Numbers and dates say no words; those of a tsvector would be the same by chance.
bool has_words(const Column& column) {
    switch (shape_of(column).value) {
        case ValueClass::number:
        case ValueClass::date:
        case ValueClass::span:
        case ValueClass::clock:
        case ValueClass::uuid:
        case ValueClass::bytes:
            return false;
        default:
            return true;
    }
}

bool is_unsaid(const ColumnDecision& decision) {
    return decision.state == ColumnState::unclassified || decision.state == ColumnState::plain;
}

std::string without_accents(std::string_view text) {
    return fmt::format(
        "pg_catalog.translate({}, 'äöüáàâãåéèêëíìîïóòôõúùûñç', 'aouaaaaaeeeeiiiioooouuunc')", text);
}

// Whether words of the texts are among the lexemes, in any of the rows. A lexeme is a word as it
// is, or its stem: the word without its end, of which the last letter may have changed ("happi" of
// "happy"). Dictionaries also take accents away. Both sides are prepared so that one equality
// decides, as that can be hashed.
std::string render_look(const RowPlan& plan, const Table& table, const Column& words,
                        const std::string& texts) {
    const std::string lexemes = fmt::format(
        "SELECT x.word, x.whole FROM pg_catalog.unnest(s.w) AS u (lexeme, positions, weights) "
        "CROSS JOIN LATERAL (VALUES ({0}, true), (pg_catalog.left({0}, -1), false)) AS x (word, "
        "whole) WHERE pg_catalog.length(x.word) > 2",
        without_accents("u.lexeme"));
    const std::string spoken = fmt::format(
        "SELECT {} FROM (SELECT pg_catalog.regexp_split_to_table(s.t, '[^[:alnum:]]+') UNION "
        "SELECT u.lexeme FROM pg_catalog.unnest(pg_catalog.to_tsvector('pg_catalog.simple', s.t)) "
        "AS u (lexeme, positions, weights)) AS p (word)",
        without_accents("p.word"));
    return fmt::format(
        "SELECT EXISTS (SELECT FROM (SELECT {} AS w, pg_catalog.left(pg_catalog.lower({}), 10000) "
        "AS t{}) AS s WHERE s.w IS NOT NULL AND EXISTS (SELECT FROM ({}) AS l JOIN (SELECT k.word, "
        "true AS whole FROM ({}) AS k (word) UNION ALL SELECT pg_catalog.left(k.word, n), false "
        "FROM ({}) AS k (word) CROSS JOIN LATERAL pg_catalog.generate_series(3, "
        "pg_catalog.length(k.word)) AS n) AS k ON l.word = k.word AND l.whole = k.whole))",
        render_column(words), texts, render_some_rows(plan.catalog, table.id, rows_with_words),
        lexemes, spoken, spoken);
}

std::string join_texts(const TablePlan& each, const Table& table) {
    std::string texts;
    for (std::size_t place = 0; place < each.masks.size(); ++place) {
        const Column& column = table.columns[place];
        if (each.masks[place] && has_words(column)) {
            texts += fmt::format("{}coalesce({}::pg_catalog.text, '')",
                                 texts.empty() ? "" : " || ' ' || ", render_column(column));
        }
    }
    return texts;
}

}  // namespace

std::vector<Fault> check_words(const RowPlan& plan, pg::CopyChannel& reader) {
    std::vector<Fault> faults;
    for (const TablePlan& each : plan.tables) {
        const Table& table = plan.catalog.table(each.table);
        const std::string texts = each.reachable ? join_texts(each, table) : std::string{};
        for (std::size_t place = 0; !texts.empty() && place < each.states.size(); ++place) {
            const Column& words = table.columns[place];
            const ValueShape shape = shape_of(words);
            if (shape.value != ValueClass::words || shape.is_array ||
                !is_unsaid(each.states[place])) {
                continue;
            }
            if (reader.query(render_look(plan, table, words, texts)).front().boolean(0)) {
                faults.push_back({fmt::format("{}.{} holds words of masked columns of its row",
                                              table.name.text(), words.name),
                                  "Mask it too, by \"''::tsvector\", or name it in keep of [mask].",
                                  plan.place});
            }
        }
    }
    return faults;
}

}  // namespace subset
