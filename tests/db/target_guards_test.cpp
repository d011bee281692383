#include "db/guards_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace subset::test {
namespace {

using testing::HasSubstr;

TEST_F(GuardsTest, RefusesTheSameDatabaseWhateverTheUrlsSay) {
    const std::string database = make_database("shop");
    const auto error = error_of([&] { check_same(database, database); });
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::refused);
    EXPECT_THAT(error->what(), HasSubstr("the same database, \"" + database + "\""));

    const pg::ConnectionString by_address = string(database, {}, "source")
                                                .with("host", "127.0.0.1")
                                                .with("port", environment("PGPORT"));
    pg::CopyChannel target = connect(database);
    pg::CopyChannel source{by_address, context("source")};
    EXPECT_EQ(error_of([&] { check_different_databases(target, source); })->kind(),
              ErrorKind::refused);
}

TEST_F(GuardsTest, TwoDatabasesOfOneServerAreNotTheSame) {
    const std::string one = make_database("shop");
    const std::string other = make_database("dev");
    EXPECT_NO_THROW(check_same(one, other));
}

TEST_F(GuardsTest, ADirectConnectionIsNoPooler) {
    pg::CopyChannel bare = connect("postgres");
    const auto before = bare.queries();
    EXPECT_NO_THROW(check_no_pooler(bare, context()));
    EXPECT_EQ(bare.queries() - before, 1U);
    EXPECT_EQ(witness_.statements().size(), before + 1)
        << "no second connection, and nothing was SET";
}

TEST_F(GuardsTest, APrimaryIsNobodysStandby) {
    const std::string one = make_database("shop");
    const std::string other = make_database("dev");
    pg::CopyChannel target = connect(one);
    pg::CopyChannel source = connect(other);
    EXPECT_NO_THROW(check_standby(target, source, std::chrono::seconds{10}));
    EXPECT_EQ(ask(one, "SELECT count(*) FROM pg_namespace WHERE nspname ~ 'subset_probe'"), "0");
}

TEST(VersionWarnings, NameATargetOlderThanTheSource) {
    EXPECT_TRUE(make_version_warnings(150008, 170002).empty());
    EXPECT_TRUE(make_version_warnings(150008, 150001).empty());
    const std::vector<Fault> older = make_version_warnings(170002, 150008);
    ASSERT_EQ(older.size(), 1U);
    EXPECT_THAT(older.front().message, HasSubstr("15, older than the source, which is 17"));
    EXPECT_EQ(make_version_warnings(200000, 210000).size(), 2U);
}

}  // namespace
}  // namespace subset::test
