#include "script/add/raise_sequences.hpp"

#include "pg/quote.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {
namespace {

bool holds_integers(const KeptColumn* column) {
    return column != nullptr &&
           (column->type == "smallint" || column->type == "integer" || column->type == "bigint");
}

const MergeTable* find_merged(std::span<const MergeTable> tables, const QualifiedName& name) {
    const auto found = std::find_if(tables.begin(), tables.end(),
                                    [&](const MergeTable& each) { return each.name == name; });
    return found == tables.end() ? nullptr : &*found;
}

// @id makes of a value any other with as many bits, and so any of these may come another time.
bool is_permuted(const RowPlan& plan, const KeptTable& table, const std::string& column) {
    const auto number = plan.catalog.table(*table.source).column_named(column);
    const MasksOfTable& masks = plan.table(*table.source).masks;
    return number && *number < masks.size() && masks[*number] && masks[*number]->permuted;
}

// One row: the statement, where what came is past what the sequence gives next. `s` is the sequence
// as it is defined, `n` what it holds, `m` the values that came. A value at the sequence's end says
// nothing of where it goes on.
std::string render_raise(const KeptSequence& sequence, const std::string& staging, bool permuted) {
    const std::string name = pg::quote_name(sequence.name);
    const std::string column = pg::quote_identifier(sequence.column);
    const std::string most = fmt::format("pg_catalog.max(t.{})::pg_catalog.int8", column);
    const std::string statement =
        sequence.owned
            ? fmt::format("'ALTER SEQUENCE ' || {} || ' RESTART WITH ' || w.next::pg_catalog.text",
                          pg::quote_literal(name))
            : fmt::format(
                  "'SELECT pg_catalog.setval(' || {} || '::pg_catalog.regclass, ' || "
                  "w.next::pg_catalog.text || ', false)'",
                  pg::quote_literal(pg::quote_literal(name)));
    return fmt::format(
        "SELECT {} FROM pg_catalog.pg_sequence AS s, {} AS n, (SELECT "
        "({})::pg_catalog.numeric AS most, pg_catalog.min(t.{})::pg_catalog.numeric AS least FROM "
        "{} AS t) AS m, LATERAL (SELECT n.last_value::pg_catalog.numeric + CASE WHEN n.is_called "
        "THEN s.seqincrement ELSE 0 END AS next) AS p, LATERAL (SELECT CASE WHEN s.seqincrement > "
        "0 AND m.most >= p.next AND m.most >= s.seqmin AND m.most < s.seqmax THEN "
        "least(m.most + s.seqincrement, s.seqmax) WHEN s.seqincrement < 0 AND m.least <= p.next "
        "AND m.least <= s.seqmax AND m.least > s.seqmin THEN greatest(m.least + s.seqincrement, "
        "s.seqmin) END::pg_catalog.int8 AS next) AS w WHERE s.seqrelid = {}::pg_catalog.regclass "
        "AND w.next IS NOT NULL",
        statement, name, permuted ? render_end_of_length(most) : most, column, staging,
        pg::quote_literal(name));
}

}  // namespace

std::string render_end_of_length(const std::string& value) {
    return fmt::format(
        "pg_catalog.trunc(pg_catalog.power(2::pg_catalog.numeric, pg_catalog.length("
        "pg_catalog.ltrim((greatest({}, 255::pg_catalog.int8))::pg_catalog.bit(64)::"
        "pg_catalog.text, '0'))::pg_catalog.numeric)) - 1",
        value);
}

RaisedSequences raise_sequences(const RowPlan& plan, const KeptSchema& kept,
                                std::span<const MergeTable> tables) {
    RaisedSequences raised;
    for (const KeptSequence& sequence : kept.sequences) {
        const KeptTable& table = kept.tables[*sequence.table];
        const MergeTable* const merged = find_merged(tables, table.name);
        if (merged == nullptr || !holds_integers(table.column_named(sequence.column)) ||
            !contains(merged->columns, sequence.column)) {
            continue;
        }
        std::string& query = sequence.owned ? raised.restarts : raised.setval;
        query += (query.empty() ? "" : " UNION ALL ") +
                 render_raise(sequence, name_staging(*merged),
                              is_permuted(plan, table, sequence.column));
    }
    return raised;
}

}  // namespace subset
