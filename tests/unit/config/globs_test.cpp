// Tests what the file alone shows of globs in [[root]] and [[reference]], and of [limits] tables.
#include "subset/config.hpp"
#include "support/config_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing_support::ReadConfig;

TEST_F(ReadConfig, TakesTheColumnsOfAGlob) {
    const auto config = read(R"([[root]]
table = "app.*"
columns = ["tenant_id", "day"]
[[reference]]
table = "*"
columns = ["user_id"]
parent = "users"
)");
    EXPECT_THAT(told(config.faults), IsEmpty());
    ASSERT_EQ(config.roots.size(), 1U);
    ASSERT_EQ(config.roots[0].columns.size(), 2U);
    EXPECT_EQ(config.roots[0].columns[1].value, "day");
    EXPECT_EQ(config.references.at(0).table.value, "*");
}

TEST_F(ReadConfig, AGlobNeedsColumnsAndColumnsAGlob) {
    EXPECT_THAT(faults_of(R"toml([[root]]
table = "*"
[[root]]
table = "users"
columns = ["id"]
[[root]]
table = "u?"
columns = ["id"]
query = "SELECT 1"
[[reference]]
table = "o*"
columns = ["(c.id)"]
parent = "*"
)toml"),
                ElementsAre("2:9 [[root]] table \"*\" is a glob, and has no columns",
                            "5:11 columns in [[root]] goes with a glob alone",
                            "9:9 query in [[root]] cannot stand beside a glob",
                            "12:12 [[reference]] with a glob cannot have an expression in columns",
                            "13:10 parent in [[reference]] cannot be a glob"));
}

TEST_F(ReadConfig, AGlobWithASampleNeedsNoColumns) {
    const auto config = read(R"([[root]]
table = "*"
sample = "1%"
)");
    EXPECT_THAT(told(config.faults), IsEmpty());
}

TEST_F(ReadConfig, TakesTheLimitsOfTables) {
    const auto config = read(R"([limits]
tables = { accounts = 3, "billing.invoices" = 40 }
[[root]]
table = "users"
)");
    EXPECT_THAT(told(config.faults), IsEmpty());
    ASSERT_EQ(config.limits.tables.size(), 2U);
    EXPECT_EQ(config.limits.tables[0].table.name.text(), "public.accounts");
    EXPECT_EQ(config.limits.tables[0].rows, 3U);
    EXPECT_EQ(config.limits.tables[1].table.name.text(), "billing.invoices");
    EXPECT_EQ(config.limits.tables[1].table.place.line, 2U);
    EXPECT_THAT(faults_of(R"([limits.tables]
accounts = 0
"billing." = 3
logs = "many"
[[root]]
table = "users"
)"),
                ElementsAre("2:12 accounts in [limits.tables] must be at least 1, not 0",
                            "3:14 a table in [limits.tables] cannot be \"billing.\"",
                            "4:8 logs in [limits.tables] must be an integer, not a string"));
}

}  // namespace
}  // namespace subset
