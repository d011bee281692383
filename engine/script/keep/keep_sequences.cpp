#include "script/keep/keep_sequences.hpp"

#include "pg/quote.hpp"
#include "script/finishing_sql.hpp"

#include <fmt/format.h>

#include <map>

namespace subset {
namespace {

bool counts(const KeptColumn* column) {
    return column != nullptr &&
           (column->type == "smallint" || column->type == "integer" || column->type == "bigint");
}

// One row: the statement, where there is something to change. `s` is the sequence as it is defined
// in the target, `n` what it holds, `m` what its column holds, `p` where the source's stands. What
// comes next is reckoned in numeric, as it may be past the type's end; past the sequence's end it
// begins anew where it may, and else stays at the end. A row at the very end says nothing of where
// the sequence goes on.
std::string render_restart(const KeptSequence& sequence, const Sequence* of_source,
                           const std::string& counted) {
    const std::string name = pg::quote_name(sequence.name);
    const std::string rows =
        counted.empty() ? "SELECT NULL::pg_catalog.int8 AS most, NULL::pg_catalog.int8 AS least"
                        : counted;
    const std::string place =
        of_source == nullptr
            ? "SELECT n.last_value, NULL::pg_catalog.bool AS is_called"
            : fmt::format("SELECT {}::pg_catalog.int8 AS last_value, {} AS is_called",
                          of_source->last_value, of_source->is_called);
    return fmt::format(
        "SELECT 'ALTER SEQUENCE ' || {} || ' RESTART WITH ' || CASE "
        "WHEN w.next > s.seqmax THEN CASE WHEN s.seqcycle THEN s.seqmin ELSE s.seqmax END "
        "WHEN w.next < s.seqmin THEN CASE WHEN s.seqcycle THEN s.seqmax ELSE s.seqmin END "
        "ELSE w.next END "
        "FROM pg_catalog.pg_sequence AS s, {} AS n, ({}) AS m, LATERAL ({}) AS p, "
        "LATERAL (SELECT CASE "
        "WHEN s.seqincrement > 0 AND m.most >= s.seqmin AND m.most < s.seqmax "
        "AND m.most >= p.last_value THEN m.most::pg_catalog.numeric + s.seqincrement "
        "WHEN s.seqincrement < 0 AND m.least <= s.seqmax AND m.least > s.seqmin "
        "AND m.least <= p.last_value THEN m.least::pg_catalog.numeric + s.seqincrement "
        "WHEN p.is_called THEN p.last_value::pg_catalog.numeric + s.seqincrement "
        "WHEN NOT p.is_called THEN p.last_value END AS next) AS w "
        "WHERE s.seqrelid = {}::pg_catalog.regclass AND w.next IS NOT NULL",
        pg::quote_literal(name), name, rows, place, pg::quote_literal(name));
}

// What the column that owns it holds, where the sequence counts its rows.
std::string render_counted(const KeptSchema& kept, const KeptSequence& sequence) {
    if (!sequence.table) {
        return {};
    }
    const KeptTable& table = kept.tables[*sequence.table];
    if (!table.source || !counts(table.column_named(sequence.column))) {
        return {};
    }
    return fmt::format(
        "SELECT pg_catalog.max(t.{0})::pg_catalog.int8 AS most, "
        "pg_catalog.min(t.{0})::pg_catalog.int8 AS least FROM {1}{2} AS t",
        pg::quote_identifier(sequence.column), table.partitioned ? "" : "ONLY ",
        pg::quote_name(table.name));
}

}  // namespace

SequenceSettings make_keep_sequences(const Catalog& catalog, const std::vector<Sequence>& places,
                                     const KeptSchema& kept) {
    SequenceSettings settings;
    settings.warnings = make_sequences(catalog, places, {}).warnings;
    std::map<QualifiedName, const Sequence*> of_source;
    for (const Sequence& sequence : places) {
        if (sequence.readable) {
            of_source[sequence.name] = &sequence;
        }
    }
    for (const KeptSequence& sequence : kept.sequences) {
        const auto found = of_source.find(sequence.name);
        const Sequence* const source = found == of_source.end() ? nullptr : found->second;
        const std::string counted = render_counted(kept, sequence);
        if (!sequence.owned && source != nullptr) {
            settings.setval += fmt::format(
                "SELECT pg_catalog.setval({}::pg_catalog.regclass, {}::pg_catalog.int8, {}); ",
                pg::quote_literal(pg::quote_name(sequence.name)), source->last_value,
                source->is_called);
        } else if (sequence.owned && (source != nullptr || !counted.empty())) {
            settings.restarts += (settings.restarts.empty() ? "" : " UNION ALL ") +
                                 render_restart(sequence, source, counted);
        }
    }
    return settings;
}

}  // namespace subset
