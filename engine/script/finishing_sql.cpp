#include "script/finishing_sql.hpp"

#include "pg/connection/connect.hpp"
#include "pg/quote.hpp"
#include "util/contains.hpp"
#include "util/replace_all.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string_view>

namespace subset {
namespace {

// What the preamble of a dump has set otherwise.
constexpr std::string_view after_dump =
    "SET client_min_messages = warning; SET row_security = off; SET jit = off; RESET search_path; "
    "RESET check_function_bodies; RESET default_tablespace; RESET default_table_access_method";

// The sequence in the twin, or NULL where it was not made.
std::string find_sequence(const QualifiedName& name) {
    return "pg_catalog.to_regclass(" + pg::quote_literal(pg::quote_name(name)) + ")";
}

Fault warn_unreadable(const Sequence& sequence, const std::string& role) {
    return {fmt::format(
                "the sequence {} is not readable in the source; in the twin it {}",
                sequence.name.text(),
                sequence.owner ? "goes on past the largest value of its column" : "begins anew"),
            fmt::format("GRANT SELECT ON SEQUENCE {} TO {};", pg::quote_name(sequence.name),
                        pg::quote_identifier(role))};
}

}  // namespace

std::string render_settings(std::chrono::milliseconds lock_timeout, int target_version_num) {
    return pg::session_settings(std::chrono::milliseconds{0}, lock_timeout, target_version_num) +
           std::string{after_dump};
}

std::string render_script_settings() {
    // Not every server knows this setting (POSTGRES.md 21).
    const std::string transaction_timeout =
        "BEGIN PERFORM pg_catalog.set_config(s.name, '0', false) FROM pg_catalog.pg_settings AS s "
        "WHERE s.name = 'transaction_timeout'; END";
    return pg::text_settings() +
           "SET statement_timeout = 0; SET lock_timeout = 0; DO LANGUAGE plpgsql " +
           pg::quote_literal(transaction_timeout) + "; " + std::string{after_dump};
}

std::string without_results(std::string sql) {
    constexpr std::string_view select = "SELECT pg_catalog.setval(";
    constexpr std::string_view perform = "PERFORM pg_catalog.setval(";
    sql = replace_all(std::move(sql), select, perform);
    return "DO LANGUAGE plpgsql " + pg::quote_literal("BEGIN " + sql + "END");
}

std::string set_past_column(const QualifiedName& sequence, const QualifiedName& table,
                            const std::string& column, bool only) {
    return fmt::format(
        "SELECT pg_catalog.setval(s.seqrelid::pg_catalog.regclass, "
        "CASE WHEN s.seqincrement > 0 THEN m.most ELSE m.least END) FROM "
        "pg_catalog.pg_sequence AS s, {0} AS n, "
        "(SELECT pg_catalog.max(t.{1})::pg_catalog.int8 AS most, "
        "pg_catalog.min(t.{1})::pg_catalog.int8 AS least FROM {2}{3} AS t) AS m "
        // A row at the very end says nothing of where the sequence goes on.
        "WHERE s.seqrelid = {4} AND CASE WHEN s.seqincrement > 0 "
        "THEN m.most >= s.seqmin AND m.most < s.seqmax AND m.most >= n.last_value "
        "ELSE m.least <= s.seqmax AND m.least > s.seqmin AND m.least <= n.last_value END; ",
        pg::quote_name(sequence), pg::quote_identifier(column), only ? "ONLY " : "",
        pg::quote_name(table), find_sequence(sequence));
}

Sequences make_sequences(const Catalog& catalog, const std::vector<Sequence>& places,
                         const std::vector<Oid>& left_out) {
    Sequences sequences;
    std::string values;
    std::string others;
    for (const Sequence& sequence : places) {
        if (contains(left_out, sequence.oid)) {
            continue;
        }
        if (sequence.readable) {
            values +=
                fmt::format("{}({}, {}::pg_catalog.int8, {})", values.empty() ? "" : ", ",
                            find_sequence(sequence.name), sequence.last_value, sequence.is_called);
            continue;
        }
        sequences.warnings.push_back(warn_unreadable(sequence, catalog.role));
        if (sequence.owner && catalog.table(*sequence.owner).in_scope) {
            const Table& table = catalog.table(*sequence.owner);
            others += set_past_column(sequence.name, table.name, sequence.owner_column,
                                      table.kind == TableKind::plain);
        }
    }
    if (!values.empty()) {
        sequences.sql =
            "SELECT pg_catalog.setval(s.sequence, greatest(least(s.last_value, q.seqmax), "
            "q.seqmin), s.is_called) FROM (VALUES " +
            values +
            ") AS s (sequence, last_value, is_called) JOIN pg_catalog.pg_sequence AS q ON "
            "q.seqrelid = s.sequence; ";
    }
    sequences.sql += others;
    return sequences;
}

std::string render_analyze(const std::vector<QualifiedName>& tables) {
    std::string sql;
    for (const QualifiedName& table : tables) {
        sql += (sql.empty() ? "ANALYZE " : ", ") + pg::quote_name(table);
    }
    return sql;
}

std::string render_analyze_query(const std::vector<QualifiedName>& tables) {
    pg::ArrayLiteral names;
    for (const QualifiedName& table : tables) {
        names.add(pg::quote_name(table));
    }
    return "SELECT 'ANALYZE ' || name FROM pg_catalog.unnest(" + names.sql() +
           "::pg_catalog.text[]) AS name WHERE pg_catalog.to_regclass(name) IS NOT NULL";
}

}  // namespace subset
