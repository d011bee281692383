#include "pg/dump_tools.hpp"

#include "subset/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace subset {
namespace {

using testing::HasSubstr;

DumpTools tools(int version_num, const std::string& path) { return {path, path, version_num, ""}; }

TEST(DumpTools, VersionsAreReadAsTheServerCountsThem) {
    EXPECT_EQ(parse_tool_version("pg_dump (PostgreSQL) 15.8 (Debian 15.8-1.pgdg120+1)\n"), 150008);
    EXPECT_EQ(parse_tool_version("pg_dump (PostgreSQL) 18beta1\n"), 180000);
    EXPECT_EQ(parse_tool_version("pg_dump (PostgreSQL) 9.6.24"), 90006);
    EXPECT_EQ(parse_tool_version("Usage: dump"), 0);
    EXPECT_EQ(parse_tool_version(""), 0);
}

TEST(DumpTools, TheServersOwnMajorIsBestThenTheNearestNewerOne) {
    const std::vector<DumpTools> all = {tools(180001, "18"), tools(150002, "15.2"),
                                        tools(150008, "15.8"), tools(170004, "17"),
                                        tools(140003, "14")};
    EXPECT_EQ(choose_dump_tools(all, 150003)->pg_dump, "15.8");
    EXPECT_EQ(choose_dump_tools(all, 160001)->pg_dump, "17");
    EXPECT_EQ(choose_dump_tools(all, 180005)->pg_dump, "18") << "minor versions dump one another";
    EXPECT_FALSE(choose_dump_tools(all, 190000).has_value());
    EXPECT_FALSE(choose_dump_tools({}, 130000).has_value());
}

TEST(DumpTools, NoneSaysWhatToInstall) {
    try {
        (void)find_dump_tools(990001);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::tool_version);
        EXPECT_EQ(exit_status(error.kind()), 3);
        EXPECT_THAT(error.what(), HasSubstr("PostgreSQL 99"));
        EXPECT_THAT(error.hint(), HasSubstr("postgresql-client-99"));
    }
}

}  // namespace
}  // namespace subset
