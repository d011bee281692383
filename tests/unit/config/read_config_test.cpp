#include "subset/config.hpp"
#include "support/config_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_support::ReadConfig;

constexpr std::string_view a_root = "[[root]]\ntable = \"users\"\n";

TEST_F(ReadConfig, TakesARateAndHasNoneByDefault) {
    const auto config = read("[source]\nrate = \"20 MB/s\"\n" + std::string{a_root});
    EXPECT_THAT(told(config.faults), IsEmpty());
    EXPECT_EQ(config.source.rate, std::uint64_t{20} << 20);
    EXPECT_FALSE(read(std::string{a_root}).source.rate);
}

TEST_F(ReadConfig, TakesWhatTheDesignShows) {
    write("logins.sql", "ALTER ROLE dev LOGIN;\n");
    const auto config = read(R"([source]
url = "host=prod dbname=shop"
schemas = ["public", "billing"]
statement_timeout = "1.5h"
lock_timeout = "500ms"
connect_timeout = "10s"
[target]
url = "host=dev dbname=shop"
mode = "replace"
atomic = "transaction"
force = "db.example.com/dev"
after = "logins.sql"
lock_timeout = "2min"
[limits]
rows = 50_000_000
bytes = "20 GB"
memory = "256MB"
[[root]]
table = "users"
where = "plan = 'pro'"
order_by = "user_id DESC"
limit = 50
children = true
[[root]]
table = "billing.invoices"
sample = "0.5 %"
seed = 7
[[root]]
table = "orders"
query = "SELECT * FROM orders"
[[table]]
name = "audit.*"
rows = "none"
[[table]]
name = "countries"
rows = "all"
)");
    EXPECT_THAT(told(config.faults), IsEmpty());
    EXPECT_EQ(config.source.url.value, "host=prod dbname=shop");
    ASSERT_TRUE(config.source.schemas);
    EXPECT_EQ(config.source.schemas->at(1).value, "billing");
    EXPECT_EQ(config.source.statement_timeout, std::chrono::minutes{90});
    EXPECT_EQ(config.source.lock_timeout, std::chrono::milliseconds{500});
    EXPECT_EQ(config.source.connect_timeout, std::chrono::seconds{10});
    EXPECT_EQ(config.target.url.value, "host=dev dbname=shop");
    EXPECT_FALSE(config.target.target_fault);
    EXPECT_EQ(config.target.force->value, "db.example.com/dev");
    EXPECT_EQ(config.target.after_sql, "ALTER ROLE dev LOGIN;\n");
    EXPECT_EQ(config.target.lock_timeout, std::chrono::minutes{2});
    EXPECT_EQ(config.limits.rows, 50'000'000U);
    EXPECT_EQ(config.limits.rows_place.line, 15U);
    EXPECT_EQ(config.limits.bytes, std::uint64_t{20} << 30);
    EXPECT_EQ(config.limits.memory_bytes, std::uint64_t{256} << 20);
    ASSERT_EQ(config.roots.size(), 3U);
    EXPECT_EQ(config.roots[0].table.value, "users");
    EXPECT_EQ(config.roots[0].where->value, "plan = 'pro'");
    EXPECT_EQ(config.roots[0].where->place.line, 20U);
    EXPECT_EQ(config.roots[0].limit, 50U);
    EXPECT_TRUE(config.roots[0].children);
    EXPECT_DOUBLE_EQ(config.roots[1].sample_percent.value(), 0.5);
    EXPECT_EQ(config.roots[1].seed, 7);
    EXPECT_FALSE(config.roots[1].children);
    EXPECT_EQ(config.roots[2].query->value, "SELECT * FROM orders");
    ASSERT_EQ(config.tables.size(), 2U);
    EXPECT_EQ(config.tables[0].name.value, "audit.*");
    EXPECT_EQ(config.tables[0].rows, RowsRule::none);
    EXPECT_EQ(config.tables[1].rows, RowsRule::all);
}

TEST_F(ReadConfig, HasTheDefaultsOfTheDesign) {
    const auto config = read(a_root);
    EXPECT_THAT(told(config.faults), IsEmpty());
    EXPECT_EQ(config.source.url.value, "postgresql://prod.example.com/shop");
    EXPECT_EQ(config.target.url.value, "postgresql://dev.example.com/shop");
    EXPECT_FALSE(config.source.schemas);
    EXPECT_EQ(config.source.statement_timeout, std::chrono::minutes{30});
    EXPECT_EQ(config.limits.memory_bytes, std::uint64_t{256} << 20);
    EXPECT_EQ(config.roots[0].seed, 1);
}

TEST_F(ReadConfig, SomeConnectionsReadSideBySide) {
    const std::string root = "[[root]]\ntable = \"users\"\n";
    EXPECT_EQ(read(root).source.jobs, 2U);
    EXPECT_EQ(read("[source]\njobs = 5\n" + root).source.jobs, 5U);
    EXPECT_THAT(faults_of("[source]\njobs = 0\n" + root),
                ElementsAre("2:8 jobs in [source] is 0, and must be 1 to 64"));
}

TEST_F(ReadConfig, KnowsHowTheTwinComesIntoItsPlace) {
    const std::string root = "[[root]]\ntable = \"users\"\n";
    EXPECT_EQ(read(root).target.atomic, Atomic::transaction);
    EXPECT_EQ(read("[target]\natomic = \"transaction\"\n" + root).target.atomic,
              Atomic::transaction);
    EXPECT_EQ(read("[target]\natomic = \"database\"\n" + root).target.atomic, Atomic::database);
    EXPECT_EQ(read("[target]\natomic = \"none\"\n" + root).target.atomic, Atomic::none);
    EXPECT_EQ(read("[target]\natomic = \"rows\"\n" + root).target.atomic, Atomic::rows);
}

TEST_F(ReadConfig, KeepsASchemaInOneTransactionAlone) {
    EXPECT_THAT(faults_of("[target]\nmode = \"keep\"\natomic = \"none\"\n[[root]]\n"
                          "table = \"users\"\n"),
                ElementsAre("3:10 mode = \"keep\" in [target] goes with atomic = \"transaction\" "
                            "or \"rows\" alone"));
    EXPECT_EQ(read("[target]\nmode = \"keep\"\natomic = \"rows\"\n[[root]]\ntable = \"users\"\n")
                  .target.atomic,
              Atomic::rows);
    EXPECT_THAT(faults_of("[target]\nmode = \"add\"\natomic = \"rows\"\n[[root]]\n"
                          "table = \"users\"\n"),
                ElementsAre("3:10 mode = \"add\" in [target] goes with atomic = \"transaction\" "
                            "alone"));
    EXPECT_THAT(faults_of("[target]\nfile = \"twin.sql\"\natomic = \"none\"\n[[root]]\n"
                          "table = \"users\"\n"),
                ElementsAre("3:10 atomic in [target] means nothing beside file"));
}

TEST_F(ReadConfig, TakesAFileInsteadOfADatabase) {
    const Config config = read(
        "[target]\nfile = \"twin.sql\"\nskip_extensions = [\"pg_cron\"]\n"
        "foreign_servers = [\"crm\"]\n"
        "[source]\nretries = 2\n[[root]]\ntable = \"users\"\n");
    ASSERT_TRUE(config.target.file);
    EXPECT_EQ(config.target.file->value,
              (std::filesystem::path{config.file}.parent_path() / "twin.sql").string());
    EXPECT_FALSE(config.target.target_fault);
    ASSERT_EQ(config.target.skip_extensions.size(), 1U);
    EXPECT_EQ(config.target.skip_extensions.front().value, "pg_cron");
    ASSERT_EQ(config.target.foreign_servers.size(), 1U);
    EXPECT_EQ(config.target.foreign_servers.front().value, "crm");
    EXPECT_EQ(config.source.retries, 2U);
}

TEST_F(ReadConfig, ReplacesVariablesInEveryStringThatIsUsed) {
    ::setenv("SUBSET_PLAN", "pro", 1);
    const auto config = read(
        "[[root]]\ntable = \"${SUBSET_PLAN}_users\"\n"
        "where = \"plan = '${SUBSET_PLAN}' AND a = ANY($${1,2}$$) AND b = $1 AND c = '${'\"\n");
    EXPECT_THAT(told(config.faults), IsEmpty());
    EXPECT_EQ(config.roots[0].table.value, "pro_users");
    EXPECT_EQ(config.roots[0].where->value,
              "plan = 'pro' AND a = ANY($${1,2}$$) AND b = $1 AND c = '${'");
}

TEST_F(ReadConfig, TheCommandLineGoesOverUrlsAndTheirVariables) {
    const auto text =
        std::string{"[source]\nurl = \"${SUBSET_UNSET}\"\n[target]\nurl = \"${SUBSET_UNSET}\"\n"}
            .append(a_root);
    ::setenv("SUBSET_HOST", "here", 1);
    const auto config = read(text, {"host=${SUBSET_HOST}", "host=there"});
    EXPECT_THAT(told(config.faults), IsEmpty());
    EXPECT_FALSE(config.target.target_fault);
    EXPECT_EQ(config.source.url.value, "host=here");
    EXPECT_EQ(config.target.url.value, "host=there");

    const auto wrong = read(text, {"", "${SUBSET_UNSET}"});
    EXPECT_THAT(told(wrong.faults), ElementsAre("0:0 --source is empty"));
    EXPECT_EQ(wrong.target.target_fault->message,
              "environment variable SUBSET_UNSET is not set, and --target names it");
}

TEST_F(ReadConfig, TheScriptIsFoundBesideTheConfig) {
    const auto config = read(std::string{"[target]\nafter = \"missing.sql\"\n"}.append(a_root));
    ASSERT_EQ(config.faults.size(), 1U);
    EXPECT_EQ(config.faults[0].message,
              "cannot read the script \"missing.sql\" that after in [target] names: No such file "
              "or directory");
    EXPECT_EQ(config.faults[0].place.line, 2U);
    write("binary.sql", std::string_view{"a\0b", 3});
    EXPECT_THAT(faults_of(std::string{"[target]\nafter = \"binary.sql\"\n"}.append(a_root)),
                ElementsAre(HasSubstr("is not text")));
}

TEST_F(ReadConfig, TheHashIsOfWhatIsSaidAndStable) {
    EXPECT_EQ(read(a_root).hash, "fc03ab544e547a8b");
    EXPECT_EQ(read(a_root).hash, read(a_root).hash);
    EXPECT_EQ(read(a_root).hash, read(std::string{a_root} + "\n").hash);
}

}  // namespace
}  // namespace subset
