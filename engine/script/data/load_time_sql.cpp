#include "script/data/load_time_sql.hpp"

#include "pg/quote.hpp"
#include "script/add/raise_sequences.hpp"

#include <fmt/format.h>

namespace subset {
namespace {

constexpr const char* quieted = "pg_temp.subset_quieted";

std::string render_block(const std::string& body) {
    return "DO LANGUAGE plpgsql " + pg::quote_literal(body);
}

// The relations and their partitions, each by itself: a trigger of a partition has a state of its
// own.
std::string render_relations(std::span<const MergeTable> tables) {
    pg::ArrayLiteral names;
    for (const MergeTable& table : tables) {
        names.add(pg::quote_name(table.name));
    }
    return fmt::format(
        "SELECT DISTINCT p.relid FROM pg_catalog.unnest({}::pg_catalog.text[]) AS n (name), "
        "LATERAL (SELECT pg_catalog.to_regclass(n.name) AS relid UNION SELECT t.relid FROM "
        "pg_catalog.pg_partition_tree(pg_catalog.to_regclass(n.name)) AS t) AS p WHERE p.relid IS "
        "NOT NULL",
        names.sql());
}

// @id makes of a value any other with as many bits, and so any of these may come another time.
std::string permuted_columns(const RowPlan& plan, const MergeTable& table) {
    const TableId id{static_cast<std::uint32_t>(table.number)};
    const Table& source = plan.catalog.table(id);
    const MasksOfTable& masks = plan.table(id).masks;
    pg::ArrayLiteral names;
    for (std::size_t column = 0; column < masks.size(); ++column) {
        if (masks[column] && masks[column]->permuted) {
            names.add(source.columns[column].name);
        }
    }
    return names.sql();
}

}  // namespace

std::string render_quiet_tables(std::span<const MergeTable> tables) {
    return fmt::format(
               "CREATE TEMP TABLE {} ON COMMIT DROP AS WITH r AS ({}) SELECT 'TRIGGER' AS kind, "
               "t.tgrelid::pg_catalog.regclass AS relation, t.tgname AS name, t.tgenabled AS state "
               "FROM pg_catalog.pg_trigger AS t JOIN r ON r.relid = t.tgrelid WHERE NOT "
               "t.tgisinternal AND t.tgenabled IN ('O', 'A') UNION ALL SELECT 'RULE', "
               "w.ev_class::pg_catalog.regclass, w.rulename, w.ev_enabled FROM "
               "pg_catalog.pg_rewrite AS w JOIN r ON r.relid = w.ev_class WHERE w.ev_type = '3' "
               "AND w.ev_enabled IN ('O', 'A');\n",
               quieted, render_relations(tables)) +
           render_block(fmt::format(
               "DECLARE q pg_catalog.record; BEGIN FOR q IN SELECT * FROM {} LOOP EXECUTE "
               "pg_catalog.format('ALTER TABLE %s%s DISABLE %s %I', CASE q.kind WHEN 'TRIGGER' "
               "THEN 'ONLY ' ELSE '' END, q.relation, q.kind, q.name); END LOOP; END",
               quieted));
}

std::string render_tables_put_back() {
    return render_block(fmt::format(
        "DECLARE q pg_catalog.record; BEGIN FOR q IN SELECT * FROM {} LOOP EXECUTE "
        "pg_catalog.format('ALTER TABLE %s%s ENABLE %s%s %I', CASE q.kind WHEN 'TRIGGER' THEN "
        "'ONLY ' ELSE '' END, q.relation, CASE q.state WHEN 'A' THEN 'ALWAYS ' ELSE '' END, "
        "q.kind, q.name); END LOOP; END",
        quieted));
}

std::string render_raised_sequences(const RowPlan& plan, std::span<const MergeTable> tables) {
    std::string values;
    for (const MergeTable& table : tables) {
        values +=
            fmt::format("{}({}, {}, {}::pg_catalog.text[])", values.empty() ? "" : ", ",
                        pg::quote_literal(pg::quote_name(table.name)),
                        pg::quote_literal(name_staging(table)), permuted_columns(plan, table));
    }
    // A value at the sequence's end says nothing of where it goes on.
    return render_block(fmt::format(
        "DECLARE s pg_catalog.record; most pg_catalog.numeric; last pg_catalog.int8; BEGIN FOR s "
        "IN SELECT q.seqrelid::pg_catalog.regclass AS sequence, q.seqincrement AS step, q.seqmin "
        "AS least, q.seqmax AS greatest, a.attname AS name, n.staging AS staging, a.attname = ANY "
        "(n.permuted) AS permuted FROM (VALUES {}) AS n (relation, staging, permuted) JOIN "
        "pg_catalog.pg_attribute AS a ON a.attrelid = pg_catalog.to_regclass(n.relation) AND "
        "a.atttypid IN (20, 21, 23) AND NOT a.attisdropped JOIN pg_catalog.pg_depend AS d ON "
        "d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = a.attrelid AND "
        "d.refobjsubid = a.attnum AND d.classid = d.refclassid AND d.deptype IN ('a', 'i') JOIN "
        "pg_catalog.pg_sequence AS q ON q.seqrelid = d.objid WHERE EXISTS (SELECT FROM "
        "pg_catalog.pg_attribute AS b WHERE b.attrelid = pg_catalog.to_regclass(n.staging) AND "
        "b.attname = a.attname) LOOP EXECUTE pg_catalog.format('SELECT %s(%I) FROM %s', CASE WHEN "
        "s.step > 0 THEN 'pg_catalog.max' ELSE 'pg_catalog.min' END, s.name, s.staging) INTO most; "
        "EXECUTE pg_catalog.format('SELECT last_value FROM %s', s.sequence) INTO last; IF "
        "s.permuted AND most > 0 THEN most := {}; "
        "END IF; IF (CASE WHEN s.step > 0 THEN most >= last AND most >= s.least AND most < "
        "s.greatest ELSE most <= last AND most <= s.greatest AND most > s.least END) THEN PERFORM "
        "pg_catalog.setval(s.sequence, most::pg_catalog.int8); END IF; END LOOP; END",
        values, render_end_of_length("most::pg_catalog.int8")));
}

}  // namespace subset
