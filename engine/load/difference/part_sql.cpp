#include "load/difference/part_sql.hpp"

#include "pg/quote.hpp"

#include <fmt/format.h>

#include <utility>

namespace subset {
namespace {

// So many ranges are asked for one by one, which an index can answer; more are looked up.
constexpr std::size_t most_ranges = 32;

std::string render_part_key(const PartKey& key, const std::string& column) {
    return key.by_bytes ? fmt::format("({}::pg_catalog.text COLLATE pg_catalog.\"C\")", column)
                        : column;
}

std::string render_bound(const PartBounds& bounds, std::size_t place) {
    return fmt::format("{}::{}", pg::quote_literal(bounds.values[place]), bounds.key.type);
}

// The number of the part of a row. Both are cast to one type, as the function asks for it.
std::string render_part_number(const PartBounds& bounds, const std::string& column) {
    pg::ArrayLiteral literal;
    for (const std::string& value : bounds.values) {
        literal.add(value);
    }
    const std::string key = bounds.key.by_bytes ? render_part_key(bounds.key, column)
                                                : fmt::format("{}::{}", column, bounds.key.type);
    return fmt::format("pg_catalog.width_bucket({}, {}::{}[])", key, literal.sql(),
                       bounds.key.type);
}

// Parts that follow one another, as the first and the last.
using PartRange = std::pair<std::size_t, std::size_t>;

std::vector<PartRange> join_parts(const std::vector<std::size_t>& differing) {
    std::vector<PartRange> ranges;
    for (const std::size_t part : differing) {
        if (!ranges.empty() && ranges.back().second + 1 == part) {
            ranges.back().second = part;
        } else {
            ranges.emplace_back(part, part);
        }
    }
    return ranges;
}

// Empty where the range has no end on either side.
std::string render_range(const PartBounds& bounds, const PartRange& range,
                         const std::string& column) {
    const std::string key = render_part_key(bounds.key, column);
    std::string sql;
    if (range.first > 0) {
        sql = fmt::format("{} OPERATOR(pg_catalog.>=) {}", key,
                          render_bound(bounds, range.first - 1));
    }
    if (range.second < bounds.values.size()) {
        sql += fmt::format("{}{} OPERATOR(pg_catalog.<) {}", sql.empty() ? "" : " AND ", key,
                           render_bound(bounds, range.second));
    }
    return sql.empty() ? "true" : sql;
}

// One bit for each part, as a literal of bytea; get_bit counts from the least bit of each byte.
std::string render_bits(std::size_t parts, const std::vector<std::size_t>& differing) {
    std::vector<unsigned> bytes(parts / 8 + 1);
    for (const std::size_t part : differing) {
        bytes[part / 8] |= 1U << part % 8;
    }
    std::string literal = "\\x";
    for (const unsigned byte : bytes) {
        literal += fmt::format("{:02x}", byte);
    }
    return pg::quote_literal(literal) + "::pg_catalog.bytea";
}

}  // namespace

std::string render_some_keys(const PartKey& key, const std::string& name,
                             const std::string& own_rows, std::uint64_t about) {
    const std::string table = pg::quote_literal(name) + "::pg_catalog.regclass";
    // Some rows of each so-manieth page, more of each where there are few pages: the table is not
    // read for it, and nothing depends on which keys these are but how large the parts become.
    return fmt::format(
        "SELECT k.value::pg_catalog.text FROM (SELECT DISTINCT {0} AS value FROM {1} AS o WHERE "
        "o.ctid = ANY (ARRAY(SELECT pg_catalog.format('(%s,%s)', p, i)::pg_catalog.tid FROM "
        "(SELECT "
        "greatest(pg_catalog.pg_relation_size({2}), (SELECT "
        "pg_catalog.max(pg_catalog.pg_relation_size(l.relid)) FROM "
        "pg_catalog.pg_partition_tree({2}) AS l)) / "
        "pg_catalog.current_setting('block_size')::pg_catalog.int8 AS pages) AS h, "
        "pg_catalog.generate_series(0::pg_catalog.int8, h.pages - 1, greatest(h.pages / {3}, 1)) "
        "AS "
        "p, LATERAL (SELECT pg_catalog.unnest('{{1,3,8}}'::pg_catalog.int8[]) UNION SELECT "
        "pg_catalog.generate_series(1::pg_catalog.int8, least({3} / greatest(h.pages, 1), 200))) "
        "AS "
        "places (i)))) AS k ORDER BY k.value",
        render_part_key(key, key.there), own_rows, table, about);
}

std::string render_part_sums(const RowParts& parts, const PartBounds& bounds,
                             const PartSeeds& seeds, const std::string& rows) {
    const auto sum = [](std::int64_t seed) {
        return fmt::format(
            "pg_catalog.sum(pg_catalog.hashtextextended(s.text, '{}'::pg_catalog.int8))", seed);
    };
    // OFFSET 0: the text is computed once, not once for each hash.
    return fmt::format(
        "SELECT s.part, pg_catalog.count(*), {}, {} FROM (SELECT {} AS part, {} COLLATE "
        "pg_catalog.\"C\" AS text FROM ({}) AS r ({}) OFFSET 0) AS s GROUP BY s.part",
        sum(seeds.first), sum(seeds.second),
        render_part_number(bounds, fmt::format("r.f{}", bounds.key.field)), parts.text, rows,
        parts.fields);
}

std::string render_in_parts(const PartBounds& bounds, const std::vector<std::size_t>& differing,
                            const std::string& column) {
    const std::vector<PartRange> ranges = join_parts(differing);
    if (ranges.size() > most_ranges) {
        return fmt::format(
            "{} AND pg_catalog.get_bit({}, {}) OPERATOR(pg_catalog.=) 1",
            render_range(bounds, {ranges.front().first, ranges.back().second}, column),
            render_bits(bounds.parts(), differing), render_part_number(bounds, column));
    }
    std::string sql;
    for (const PartRange& range : ranges) {
        sql +=
            fmt::format("{}({})", sql.empty() ? "" : " OR ", render_range(bounds, range, column));
    }
    return "(" + sql + ")";
}

}  // namespace subset
