#include "catalog/read_catalog.hpp"
#include "plan/make_plan.hpp"
#include "preflight/check_user_sql.hpp"
#include "source/snapshot/source_snapshot.hpp"
#include "source/sql_row_source.hpp"
#include "support/test_database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace subset {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class SnapshotTest : public testing_support::DatabaseTest {
protected:
    std::unique_ptr<SourceSnapshot> open(const std::string& more = "") {
        DatabaseEnd end = end_of_source(config_);
        end.url = url_text(more);
        return std::make_unique<SourceSnapshot>(end, scope_of_source(config_), observer_,
                                                cancellation_);
    }
    Error failure(const std::string& more = "") {
        try {
            (void)open(more);
        } catch (const Error& error) {
            return error;
        }
        ADD_FAILURE() << "nothing thrown";
        return Error{ErrorKind::system, ""};
    }
    static std::string ask(SourceSnapshot& snapshot, const std::string& sql) {
        return snapshot.reader().query(sql).front().text(0);
    }

    Config config_;
};

TEST_F(SnapshotTest, WhatAWriterCommitsAfterwardsIsNotSeenOnEitherConnection) {
    execute("CREATE TABLE t (id int); INSERT INTO t VALUES (1)");
    const auto snapshot = open();
    execute("INSERT INTO t VALUES (2); UPDATE t SET id = 10 WHERE id = 1");
    EXPECT_EQ(ask(*snapshot, "SELECT string_agg(id::text, ',') FROM t"), "1");
    EXPECT_EQ(
        snapshot->leader().query("SELECT string_agg(id::text, ',') FROM public.t").front().text(0),
        "1");
    EXPECT_FALSE(snapshot->id().empty());
}

TEST_F(SnapshotTest, EveryTableIsLockedUntilRelease) {
    execute(
        "CREATE TABLE t (id int); CREATE TABLE p (id int) PARTITION BY LIST (id); "
        "CREATE TABLE p1 PARTITION OF p DEFAULT");
    const auto snapshot = open();
    const std::string locks =
        "SELECT count(DISTINCT relation::text || pid) FROM pg_locks WHERE mode = 'AccessShareLock' "
        "AND granted AND "
        "relation IN ('t'::regclass, 'p'::regclass, 'p1'::regclass)";
    EXPECT_EQ(value(locks), "6") << "three tables, two connections";
    snapshot->release();
    wait_until(locks, "0");
}

// A TRUNCATE that comes between the snapshot and our lock would make the table look empty.
TEST_F(SnapshotTest, ATruncateBeforeOurLockLeadsToANewSnapshot) {
    execute("CREATE TABLE t (id int); INSERT INTO t VALUES (1)");
    pg::CopyChannel other = connect_aside();
    other.execute("BEGIN; TRUNCATE t; INSERT INTO t VALUES (2)");
    std::thread commit{[&] {
        wait_until("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 't'::regclass",
                   "1");
        other.execute("COMMIT");
    }};
    const auto snapshot = open();
    commit.join();
    EXPECT_EQ(ask(*snapshot, "SELECT string_agg(id::text, ',') FROM t"), "2");
    EXPECT_THAT(observer_.told(), testing::Contains(HasSubstr("new snapshot")));
}

TEST_F(SnapshotTest, AColumnAddedOrATableDroppedBeforeOurLockLeadsToANewSnapshot) {
    execute("CREATE TABLE t (id int); CREATE TABLE u (id int); INSERT INTO t VALUES (1)");
    pg::CopyChannel other = connect_aside();
    other.execute("BEGIN; ALTER TABLE t ADD COLUMN more int DEFAULT 5; DROP TABLE u");
    std::thread commit{[&] {
        wait_until("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 't'::regclass",
                   "1");
        other.execute("COMMIT");
    }};
    const auto snapshot = open();
    commit.join();
    const Catalog catalog =
        read_catalog(snapshot->leader(), snapshot->reader(), scope_of_source(config_));
    ASSERT_EQ(catalog.tables.size(), 1U);
    EXPECT_EQ(catalog.tables.front().columns.size(), 2U);
}

TEST_F(SnapshotTest, ALockThatSomebodyHoldsIsAnErrorThatNamesHim) {
    execute("CREATE TABLE busy (id int)");
    config_.source.lock_timeout = std::chrono::milliseconds{700};
    pg::CopyChannel other = connect_aside();
    other.execute("BEGIN; LOCK TABLE busy IN ACCESS EXCLUSIVE MODE");
    const Error error = failure();
    EXPECT_EQ(error.kind(), ErrorKind::lock);
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("busy"), HasSubstr(std::to_string(other.protocol_pid()))));
}

TEST_F(SnapshotTest, EveryTableThatMayNotBeReadIsNamed) {
    const std::string role = make_role("subset_reader");
    execute(
        "CREATE SCHEMA closed; CREATE TABLE closed.c (id int); CREATE TABLE a (id int); CREATE "
        "TABLE b (id int); "
        "CREATE TABLE d (id int, x int); GRANT SELECT ON a, closed.c TO \"" +
        role + "\"; GRANT SELECT (id) ON d TO \"" + role + "\"");
    const Error error = failure("user=" + role);
    EXPECT_EQ(error.kind(), ErrorKind::privilege);
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("public.b"), HasSubstr("public.d"), HasSubstr("closed.c")));
    EXPECT_THAT(error.what(), testing::Not(HasSubstr("public.a")));
    config_.source.schemas = std::vector<Text>{{"nothing", {}}};
    EXPECT_NO_THROW((void)open("user=" + role)) << "what is out of scope is not asked about";
}

TEST_F(SnapshotTest, AMigrationThatWaitsForUsIsToldWithWhoItIs) {
    execute("CREATE TABLE t (id int)");
    const auto snapshot = open();
    std::mutex mutex;
    std::condition_variable heard;
    std::optional<std::string> who;
    const auto take = [&](std::string waiting) {
        const std::lock_guard lock{mutex};
        who = std::move(waiting);
        heard.notify_all();
    };
    snapshot->start_watching({take, [&](const std::exception_ptr&) { take("the watch is lost"); }});
    pg::CopyChannel other = connect_aside();
    std::thread migration{[&] { other.execute("ALTER TABLE t ADD COLUMN more int"); }};
    {
        std::unique_lock lock{mutex};
        EXPECT_TRUE(
            heard.wait_for(lock, std::chrono::seconds{20}, [&] { return who.has_value(); }));
    }
    snapshot->release();
    migration.join();
    EXPECT_THAT(who.value_or(""), AllOf(HasSubstr("ALTER TABLE t ADD COLUMN more"),
                                        HasSubstr(std::to_string(other.protocol_pid()))));
    EXPECT_EQ(value("SELECT count(*) FROM pg_attribute WHERE attrelid = 't'::regclass AND attname "
                    "= 'more'"),
              "1");
}

TEST_F(SnapshotTest, ALeaderThatIsTerminatedIsToldAndEndsNothingElse) {
    execute("CREATE TABLE t (id int)");
    const auto snapshot = open();
    std::mutex mutex;
    std::condition_variable heard;
    std::optional<ErrorKind> kind;
    const pg::Rows leader = snapshot->leader().query("SELECT pg_catalog.pg_backend_pid()");
    snapshot->start_watching({[](const std::string&) {},
                              [&](const std::exception_ptr& why) {
                                  const std::lock_guard lock{mutex};
                                  try {
                                      std::rethrow_exception(why);
                                  } catch (const Error& error) {
                                      kind = error.kind();
                                  }
                                  heard.notify_all();
                              }});
    pg::CopyChannel other = connect_aside();
    other.execute("SELECT pg_terminate_backend(" + leader.at(0).text(0) + ")");
    std::unique_lock lock{mutex};
    EXPECT_TRUE(heard.wait_for(lock, std::chrono::seconds{20}, [&] { return kind.has_value(); }));
    EXPECT_EQ(kind, ErrorKind::connection);
}

TEST_F(SnapshotTest, AReaderThatWaitsForNothingIsNotTaken) {
    execute("CREATE TABLE t (id int)");
    const auto snapshot = open();
    bool called = false;
    snapshot->start_watching({[&](const std::string&) { called = true; },
                              [&](const std::exception_ptr&) { called = true; }});
    pg::CopyChannel other = connect_aside();
    other.execute("BEGIN; LOCK TABLE t IN ROW EXCLUSIVE MODE; INSERT INTO t VALUES (1)");
    other.execute("SELECT pg_sleep(2.5)");
    snapshot->release();
    EXPECT_FALSE(called);
}

TEST_F(SnapshotTest, NothingIsWrittenEvenThroughTheUsersSql) {
    execute(
        "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1); "
        "CREATE FUNCTION sly() RETURNS bool LANGUAGE sql AS 'INSERT INTO t VALUES (7); SELECT "
        "true'");
    const auto snapshot = open();
    const Catalog catalog =
        read_catalog(snapshot->leader(), snapshot->reader(), scope_of_source(config_));
    for (const std::string where :
         {"sly()", "true) t; COMMIT; INSERT INTO t VALUES (8); --",
          "true)) AS c) TO STDOUT; COMMIT; INSERT INTO t VALUES (9); --"}) {
        Config config;
        RootConfig& root = config.roots.emplace_back();
        root.table = "t";
        root.where = Text{where, {"twin.toml", 5, 9}};
        const Plan plan = make_plan(config, catalog);
        SqlRowSource source{plan, snapshot->reader()};
        snapshot->reader().execute("SAVEPOINT here");
        try {
            source.read_root(0, false, [](const SourceRow&) {});
            ADD_FAILURE() << "nothing thrown for " << where;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::user_sql) << error.what();
            EXPECT_EQ(error.place().line, 5U);
        }
        snapshot->reader().execute("ROLLBACK TO SAVEPOINT here");
        EXPECT_TRUE(snapshot->reader().in_transaction());
    }
    EXPECT_EQ(value("SELECT string_agg(id::text, ',') FROM t"), "1");
}

TEST_F(SnapshotTest, CheckingTheUsersSqlTellsEveryFaultWithItsPlace) {
    execute("CREATE TABLE t (id int PRIMARY KEY, state text)");
    const auto snapshot = open();
    Config config;
    const auto add = [&](std::uint32_t line) -> RootConfig& {
        RootConfig& root = config.roots.emplace_back();
        root.table = "t";
        root.place = {"twin.toml", line, 1};
        return root;
    };
    RootConfig& both = add(1);
    both.where = Text{"status = 'x'", {"twin.toml", 2, 9}};
    both.order_by = Text{"nonesuch", {"twin.toml", 3, 9}};
    both.limit = 3;
    add(4).where = Text{"id = ", {"twin.toml", 5, 9}};
    add(6).where = Text{"true) OR (true", {"twin.toml", 7, 9}};
    add(8).query = Text{"SELECT state FROM t", {"twin.toml", 9, 9}};
    add(10).query = Text{"SELECT id FROM t;", {"twin.toml", 11, 9}};
    add(12).where = Text{"id > 3 -- a comment", {"twin.toml", 13, 9}};
    const Catalog catalog =
        read_catalog(snapshot->leader(), snapshot->reader(), scope_of_source(config_));
    const Plan plan = make_plan(config, catalog);
    const std::vector<Fault> faults = check_user_sql(plan, false, snapshot->reader());
    std::vector<std::uint32_t> lines;
    for (const Fault& fault : faults) {
        lines.push_back(fault.place.line);
    }
    EXPECT_THAT(lines, testing::ElementsAre(2, 3, 5, 7, 9));
    EXPECT_THAT(faults.front().message,
                HasSubstr("column \"status\" in [[root]] where does not exist in public.t"));
    EXPECT_THAT(faults.front().hint, HasSubstr("id, state"));
    EXPECT_TRUE(snapshot->reader().in_transaction());
}

}  // namespace
}  // namespace subset
