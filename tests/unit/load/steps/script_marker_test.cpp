#include "load/steps/script_marker.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace subset {
namespace {

pg::Rows rows_of(const std::vector<pg::Cell>& cells) {
    pg::Rows rows;
    rows.emplace_back(std::vector<pg::Cell>{cells});
    return rows;
}

// The text that the server returns for such a mark.
std::string text_of(const std::string& sql) {
    const auto begin = sql.find('\'') + 1;
    return sql.substr(begin, sql.find('\'', begin) - begin);
}

TEST(ScriptMarker, IsFoundAgainByItsNumber) {
    for (const std::size_t part : {0U, 7U, 1234U}) {
        EXPECT_EQ(parse_marker(rows_of({text_of(render_marker(part))})), part);
    }
}

TEST(ScriptMarker, StandsBehindAPartThatEndsInAComment) {
    EXPECT_THAT("SELECT 1 -- why" + render_marker(0), testing::HasSubstr("why\n;SELECT"));
}

TEST(ScriptMarker, IsNoOtherResult) {
    const std::string text = text_of(render_marker(3));
    EXPECT_FALSE(parse_marker({}));
    EXPECT_FALSE(parse_marker(rows_of({pg::Cell{}})));
    EXPECT_FALSE(parse_marker(rows_of({std::string{"public.users: 3 rows"}})));
    EXPECT_FALSE(parse_marker(rows_of({text, text})));
    EXPECT_FALSE(parse_marker(rows_of({"before " + text})));
}

}  // namespace
}  // namespace subset
