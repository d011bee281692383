#include "script/difference/sequence_restarts.hpp"

#include "pg/quote.hpp"

#include <fmt/format.h>

#include <map>

namespace subset {
namespace {

// What a sequence that stands at this place gives next. It is reckoned in numeric, as it may be
// past the type's end; past the sequence's own end it begins anew where it may, and else stays
// there.
std::string render_next(std::string_view place) {
    return fmt::format(
        "SELECT CASE WHEN f.next > s.seqmax THEN CASE WHEN s.seqcycle THEN s.seqmin ELSE s.seqmax "
        "END WHEN f.next < s.seqmin THEN CASE WHEN s.seqcycle THEN s.seqmax ELSE s.seqmin END ELSE "
        "f.next END FROM (SELECT CASE WHEN {0}.is_called THEN {0}.last_value::pg_catalog.numeric + "
        "s.seqincrement ELSE {0}.last_value END) AS f (next)",
        place);
}

std::string render_readable(const Sequence& sequence) {
    return fmt::format("SELECT {}::pg_catalog.int8, {}", sequence.last_value, sequence.is_called);
}

// One that is not readable goes on past what its column holds, from where it starts.
std::string render_past_column(const Catalog& catalog, const Sequence& sequence) {
    if (!sequence.owner || !catalog.table(*sequence.owner).in_scope) {
        return "SELECT s.seqstart, false";
    }
    const Table& table = catalog.table(*sequence.owner);
    return fmt::format(
        "SELECT coalesce(m.most, s.seqstart), m.most IS NOT NULL FROM (SELECT CASE WHEN "
        "s.seqincrement > 0 THEN CASE WHEN c.most >= s.seqstart AND c.most < s.seqmax THEN c.most "
        "END WHEN c.least <= s.seqstart AND c.least > s.seqmin THEN c.least END FROM (SELECT "
        "pg_catalog.max(t.{0})::pg_catalog.int8 AS most, pg_catalog.min(t.{0})::pg_catalog.int8 AS "
        "least FROM {1}{2} AS t) AS c) AS m (most)",
        pg::quote_identifier(sequence.owner_column), table.kind == TableKind::plain ? "ONLY " : "",
        pg::quote_name(table.name));
}

}  // namespace

std::string render_sequence_restarts(const Catalog& catalog, const std::vector<Sequence>& places,
                                     const KeptSchema& kept) {
    std::map<QualifiedName, const Sequence*> of_source;
    for (const Sequence& sequence : places) {
        of_source[sequence.name] = &sequence;
    }
    std::string query;
    for (const KeptSequence& sequence : kept.sequences) {
        const auto found = of_source.find(sequence.name);
        if (found == of_source.end()) {
            continue;
        }
        const std::string name = pg::quote_name(sequence.name);
        query += fmt::format(
            "{}SELECT 'ALTER SEQUENCE ' || {} || ' RESTART WITH ' || w.next FROM "
            "pg_catalog.pg_sequence AS s, {} AS n, LATERAL ({}) AS p (last_value, is_called), "
            "LATERAL ({}) AS w (next), LATERAL ({}) AS v (next) WHERE s.seqrelid = "
            "{}::pg_catalog.regclass AND w.next <> v.next",
            query.empty() ? "" : " UNION ALL ", pg::quote_literal(name), name,
            found->second->readable ? render_readable(*found->second)
                                    : render_past_column(catalog, *found->second),
            render_next("p"), render_next("n"), pg::quote_literal(name));
    }
    return query;
}

}  // namespace subset
