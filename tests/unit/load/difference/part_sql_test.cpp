#include "load/difference/part_sql.hpp"

#include <gmock/gmock.h>

namespace subset {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

PartBounds numbers(std::size_t bounds) {
    PartBounds made{{0, "integer", false, R"(o."id")", R"(c."id")"}, {}};
    for (std::size_t place = 0; place < bounds; ++place) {
        made.values.push_back(std::to_string(place * 10));
    }
    return made;
}

TEST(PartSqlTest, PartsThatFollowOneAnotherAreOneRange) {
    EXPECT_EQ(render_in_parts(numbers(9), {1, 2, 5}, R"(c."id")"),
              "((c.\"id\" OPERATOR(pg_catalog.>=) '0'::integer AND c.\"id\" "
              "OPERATOR(pg_catalog.<) '20'::integer) OR (c.\"id\" OPERATOR(pg_catalog.>=) "
              "'40'::integer AND c.\"id\" OPERATOR(pg_catalog.<) '50'::integer))");
}

TEST(PartSqlTest, TheFirstAndTheLastPartHaveNoEnd) {
    EXPECT_EQ(render_in_parts(numbers(2), {0}, "o.id"),
              "((o.id OPERATOR(pg_catalog.<) '0'::integer))");
    EXPECT_EQ(render_in_parts(numbers(2), {2}, "o.id"),
              "((o.id OPERATOR(pg_catalog.>=) '10'::integer))");
    EXPECT_EQ(render_in_parts(numbers(2), {0, 1, 2}, "o.id"), "((true))");
}

TEST(PartSqlTest, ManyRangesAreLookedUpByABitForEachPart) {
    std::vector<std::size_t> every_second;
    for (std::size_t part = 1; part < 80; part += 2) {
        every_second.push_back(part);
    }
    const std::string sql = render_in_parts(numbers(100), every_second, "c.id");
    EXPECT_THAT(sql, HasSubstr("c.id OPERATOR(pg_catalog.>=) '0'::integer AND c.id "
                               "OPERATOR(pg_catalog.<) '790'::integer AND "
                               "pg_catalog.get_bit( E'\\\\xaaaaaaaaaaaaaaaaaaaa000000'::"
                               "pg_catalog.bytea, pg_catalog.width_bucket(c.id::integer, "));
    EXPECT_THAT(sql, Not(HasSubstr(" OR ")));
}

TEST(PartSqlTest, TextsAreOrderedByTheirBytes) {
    PartBounds bounds{{1, "pg_catalog.text", true, "o.name", "c.name"}, {"a'b", "\\"}};
    EXPECT_EQ(render_in_parts(bounds, {0}, "c.name"),
              "(((c.name::pg_catalog.text COLLATE pg_catalog.\"C\") OPERATOR(pg_catalog.<) "
              "'a''b'::pg_catalog.text))");
    const std::string sums =
        render_part_sums({{bounds.key}, "f0, f1", "TEXT", "", 2}, bounds, {7, -7}, "SELECT ROWS");
    EXPECT_THAT(sums, HasSubstr("pg_catalog.width_bucket((r.f1::pg_catalog.text COLLATE "
                                "pg_catalog.\"C\"), "));
    EXPECT_THAT(sums, HasSubstr("hashtextextended(s.text, '-7'::pg_catalog.int8)"));
    EXPECT_THAT(sums, HasSubstr("FROM (SELECT ROWS) AS r (f0, f1) OFFSET 0) AS s GROUP BY"));
}

}  // namespace
}  // namespace subset
