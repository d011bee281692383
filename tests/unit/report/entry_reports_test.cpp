#include "report/entries/entry_reports.hpp"

#include "config/parse_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace subset {
namespace {

using report::hide_sql_literals;

TEST(EntryReports, HideWhateverMayBeAValueOfARow) {
    EXPECT_EQ(hide_sql_literals("c.plan = 'pro' AND c.ssn > 123"),
              "c.plan = '...' AND c.ssn > ...");
    EXPECT_EQ(hide_sql_literals("name = $$O'Brien$$ -- Ms O'Brien\nOR E'\\'x' = \"Name\""),
              "name = '...' OR '...' = \"Name\"");
    EXPECT_EQ(hide_sql_literals("@fixed('x')"), "@fixed('...')");
    EXPECT_EQ(hide_sql_literals("user_id DESC"), "user_id DESC");
    EXPECT_EQ(hide_sql_literals("'not closed"), "'...'");
    EXPECT_EQ(hide_sql_literals(""), "");
}

TEST(EntryReports, KnowTheEntriesAsTheFileHasThem) {
    const Config config = config::parse_config_text(
        "[source]\njobs = 3\n[[root]]\n  table = \"users\"\n  where = \"plan = '${PLAN}'\"\n"
        "  limit = 5\n[[table]]\nname = \"log_*\"\nmask = { b = \"@text\", a = \"NULL\" }\n"
        "[[reference]]\ntable = \"c\"\ncolumns = [\"(c.x)\", \"y\"]\nparent = \"p\"\n",
        "twin.toml");
    ASSERT_EQ(config.entries.size(), 3U);
    const ConfigEntry& root = config.entries[0];
    EXPECT_EQ(root.section, "root");
    EXPECT_EQ(root.first_line, 3U);
    EXPECT_EQ(root.last_line, 6U);
    ASSERT_EQ(root.keys.size(), 3U);
    EXPECT_EQ(root.keys[0].key, "table");
    EXPECT_FALSE(root.keys[0].sql);
    EXPECT_THAT(root.keys[1].values, testing::ElementsAre("plan = '${PLAN}'"));
    EXPECT_TRUE(root.keys[1].sql);
    EXPECT_FALSE(root.keys[2].quoted);
    const ConfigEntry& table = config.entries[1];
    EXPECT_EQ(table.keys[1].key, "mask.b");
    EXPECT_TRUE(table.keys[2].sql);
    const EntryKey& columns = config.entries[2].keys[1];
    EXPECT_TRUE(columns.list && columns.sql);
    EXPECT_THAT(columns.values, testing::ElementsAre("(c.x)", "y"));
}

}  // namespace
}  // namespace subset
