#include "db/target_support.hpp"
#include "dump/dump.hpp"
#include "dump/schema_sections.hpp"
#include "dump/toc.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace subset::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class DumpTest : public TargetTest {
protected:
    // A snapshot of the database that stands as long as the test.
    std::string snapshot_of(const std::string& database) {
        holder_.emplace(connect(database, {}, "source"));
        holder_->execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        return holder_->query("SELECT pg_export_snapshot()").at(0).text(0);
    }
    DumpFile dump(const std::string& database, const std::string& role = {}) {
        const std::string snapshot = snapshot_of(database);
        const DumpTools tools = find_dump_tools(holder_->server_version_num());
        return SchemaDump{tools,    string(database, role, "source"),
                          snapshot, std::chrono::milliseconds{300},
                          {},       cancellation_}
            .finish();
    }

    std::optional<pg::CopyChannel> holder_;
};

TEST_F(DumpTest, HoldsWhatTheSnapshotShows) {
    const std::string database = make_database("shop");
    run_in(database, "CREATE TABLE users (id int PRIMARY KEY)");
    const std::string snapshot = snapshot_of(database);
    run_in(database, "CREATE TABLE later ()");
    const DumpFile file = SchemaDump{find_dump_tools(holder_->server_version_num()),
                                     string(database),
                                     snapshot,
                                     std::chrono::seconds{1},
                                     {},
                                     cancellation_}
                              .finish();
    const std::string sql = run_pg_restore(file, {"--file=-"}, {}, cancellation_);
    EXPECT_THAT(sql, HasSubstr("CREATE TABLE public.users"));
    EXPECT_THAT(sql, Not(HasSubstr("later")));
}

TEST_F(DumpTest, AListChoosesAndOrdersItsEntries) {
    const std::string database = make_database("shop");
    run_in(database,
           "CREATE SCHEMA \"a b\"; CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE \"a "
           "b\".\"c\nd\" ()");
    const DumpFile file = dump(database);
    std::vector<TocEntry> tables;
    std::string list;
    for (const TocEntry& entry :
         parse_toc(run_pg_restore(file, {"--list", "--verbose"}, {}, cancellation_))) {
        if (entry.kind == EntryKind::table) {
            tables.push_back(entry);
            list += entry.line + "\n";
        }
    }
    ASSERT_EQ(tables.size(), 2U);
    const auto entries = split_section(
        run_pg_restore(file, {"--verbose", "--file=-"}, list, cancellation_), tables, 150000);
    ASSERT_EQ(entries.size(), 3U);
    EXPECT_EQ(entries[1].title, "TABLE a b c d");
    EXPECT_THAT(entries[1].sql, HasSubstr("\"c\nd\""));
    EXPECT_EQ(entries[2].title, "TABLE public users");
}

TEST_F(DumpTest, AMigrationInTheWayIsToldAsALock) {
    const std::string database = make_database("shop");
    run_in(database, "CREATE TABLE users ()");
    const std::string snapshot = snapshot_of(database);
    pg::CopyChannel migration = connect(database);
    migration.execute("BEGIN; LOCK TABLE users IN ACCESS EXCLUSIVE MODE");
    const auto error = error_of([&] {
        (void)SchemaDump{find_dump_tools(holder_->server_version_num()),
                         string(database),
                         snapshot,
                         std::chrono::milliseconds{200},
                         {},
                         cancellation_}
            .finish();
    });
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::lock);
}

TEST_F(DumpTest, AMissingPrivilegeIsToldAsOne) {
    const std::string role = make_role("reader");
    const std::string database = make_database("shop");
    run_in(database,
           "CREATE TABLE users (); CREATE TABLE secrets (); GRANT SELECT ON users TO " + role);
    const auto error = error_of([&] { (void)dump(database, role); });
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::privilege);
    EXPECT_THAT(error->what(), HasSubstr("secrets"));
}

TEST_F(DumpTest, ASnapshotThatIsGoneIsAnError) {
    const std::string database = make_database("shop");
    const std::string snapshot = snapshot_of(database);
    const DumpTools tools = find_dump_tools(holder_->server_version_num());
    holder_.reset();
    const auto error = error_of([&] {
        (void)SchemaDump{tools, string(database), snapshot, std::chrono::seconds{1},
                         {},    cancellation_}
            .finish();
    });
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::refused);
    EXPECT_THAT(error->what(), HasSubstr("snapshot"));
}

}  // namespace
}  // namespace subset::test
