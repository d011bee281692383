#include "twin/target_state.hpp"

#include "db/target_support.hpp"
#include "twin/may_replace.hpp"
#include "twin/refresh_lock.hpp"
#include "twin/stamp.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace subset::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(TargetState, IsNamedWithItsPort) {
    TargetState state;
    state.host = "db.example.com";
    state.port = "5432";
    state.database = "dev";
    EXPECT_EQ(state.endpoint(), "db.example.com:5432/dev");
}

class TargetStateTest : public TargetTest {
protected:
    TargetState read(const std::string& database, const std::string& role = {}) {
        pg::CopyChannel channel = connect(database, role);
        return read_target_state(channel);
    }
    TargetContents contents(const std::string& database) {
        pg::CopyChannel channel = connect(database);
        return read_contents(channel, {"public"});
    }
    // With a source that is larger than all of them.
    void check(const std::string& database, const TargetConfig& config) {
        if (source_.empty()) {
            source_ = make_database("source");
            run_in(source_, "CREATE TABLE t AS SELECT generate_series(1, 20000)");
        }
        pg::CopyChannel target = connect(database);
        pg::CopyChannel source = connect(source_);
        const TargetState state = read_target_state(target);
        const SourceEnd end = read_source_end(source, {});
        check_may_replace({target, state}, {source, end}, config);
    }
    // As a refresh of this database would leave it.
    void stamp(const std::string& database) {
        pg::CopyChannel channel = connect(database);
        const TargetState state = read_target_state(channel);
        Stamp stamp;
        stamp.identity = {"0.1.0", state.database, std::to_string(state.database_oid),
                          state.cluster.value_or(""), make_run_id()};
        channel.execute(render_stamp_sql(state, stamp));
    }

private:
    std::string source_;
};

TEST_F(TargetStateTest, ANewDatabaseIsEmpty) {
    const std::string role = make_role("dev");
    const std::string database = make_database("dev", role);

    const TargetState state = read(database, role);

    EXPECT_EQ(state.database, database);
    EXPECT_EQ(state.role, role);
    EXPECT_EQ(state.owner, role);
    EXPECT_TRUE(contents(database).empty());
    EXPECT_FALSE(state.is_twin());
    EXPECT_TRUE(state.owns_database);
    EXPECT_TRUE(state.may_create);
    EXPECT_FALSE(state.superuser);
    EXPECT_TRUE(state.cluster.has_value());
    EXPECT_GT(state.max_locks_per_transaction * state.lock_table_backends, 1000U);
    EXPECT_NO_THROW(check(database, {}));
    EXPECT_NO_THROW(check_target_rights(state, {}));
}

TEST_F(TargetStateTest, AnExtensionAloneLeavesItEmpty) {
    const std::string database = make_database("dev");
    run_in(database, "CREATE EXTENSION citext; CREATE SCHEMA app");
    EXPECT_TRUE(contents(database).empty());
}

TEST_F(TargetStateTest, EachKindOfObjectMakesItNotEmpty) {
    for (const char* const sql :
         {"CREATE TABLE t ()", "CREATE VIEW v AS SELECT 1", "CREATE SEQUENCE s",
          "CREATE TYPE e AS ENUM ()", "CREATE TYPE c AS (a int)", "CREATE DOMAIN d AS int",
          "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'"}) {
        const std::string database = make_database("dev");
        run_in(database, sql);
        const TargetContents found = contents(database);
        EXPECT_EQ(found.tables + found.others, 1U) << sql;
    }
}

TEST_F(TargetStateTest, RefusesADatabaseThatIsNeitherEmptyNorATwin) {
    const std::string database = make_database("prod");
    run_in(
        database,
        "CREATE TABLE users (id int); INSERT INTO users SELECT generate_series(1, 10000); ANALYZE; "
        "CREATE TABLE orders ()");
    const std::string value =
        fmt::format("{}:{}/{}", environment("PGHOST"), environment("PGPORT"), database);

    const auto error = error_of([&] { check(database, {}); });
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::refused);
    EXPECT_THAT(error->what(), HasSubstr(value));
    EXPECT_THAT(error->what(), HasSubstr("2 tables: public.users (360 kB), public.orders"));
    EXPECT_THAT(error->hint(), HasSubstr("force = \"" + value + "\""));

    TargetConfig config;
    config.force = Text{value, {}};
    EXPECT_NO_THROW(check(database, config));

    config.force = Text{"db.example.com/dev", {"twin.toml", 7, 9}};
    const auto wrong = error_of([&] { check(database, config); });
    ASSERT_TRUE(wrong.has_value());
    EXPECT_EQ(wrong->kind(), ErrorKind::refused);
    EXPECT_THAT(wrong->what(), HasSubstr("force is \"db.example.com/dev\""));
    EXPECT_THAT(wrong->hint(), HasSubstr("force = \"" + value + "\""));
    EXPECT_EQ(wrong->place().line, 7U);
}

TEST_F(TargetStateTest, AStampCountsOnlyInTheDatabaseItWasWrittenIn) {
    const std::string database = make_database("dev");
    const std::string other = make_database("prod");
    for (const std::string& each : {database, other}) {
        run_in(each, "CREATE TABLE users ()");
    }
    stamp(database);
    EXPECT_TRUE(read(database).is_twin());
    EXPECT_NO_THROW(check(database, {}));

    const std::string comment = read(database).comment;
    run_in(other, "COMMENT ON DATABASE " + other + " IS " + pg::quote_literal(comment));
    EXPECT_FALSE(read(other).is_twin());
    EXPECT_EQ(error_of([&] { check(other, {}); })->kind(), ErrorKind::refused);
}

TEST_F(TargetStateTest, TheCommentsOtherLinesStay) {
    const std::string database = make_database("dev");
    run_in(database, "COMMENT ON DATABASE " + database + " IS E'the team''s twin\\nask Ana'");
    stamp(database);
    stamp(database);
    const std::string comment = read(database).comment;
    EXPECT_THAT(comment, testing::StartsWith("the team's twin\nask Ana\nsubset {\"version\""));
    EXPECT_EQ(comment.find("subset {"), comment.rfind("subset {"));
}

TEST_F(TargetStateTest, TellsARoleThatDoesNotOwnTheDatabase) {
    const std::string owner = make_role("owner");
    const std::string role = make_role("dev");
    const std::string database = make_database("dev", owner);
    const auto error = error_of([&] { check_target_rights(read(database, role), {}); });
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::privilege);
    EXPECT_THAT(error->what(), HasSubstr(role));
    EXPECT_THAT(error->what(), HasSubstr(owner));

    admin_->execute("GRANT " + owner + " TO " + role);
    EXPECT_NO_THROW(check_target_rights(read(database, role), {}));
}

TEST_F(TargetStateTest, TwoRefreshesOfOneTargetWaitForEachOther) {
    const std::string database = make_database("dev");
    std::optional<pg::CopyChannel> first{connect(database)};
    take_refresh_lock(*first, witness_);
    EXPECT_TRUE(witness_.warnings().empty());

    pg::CopyChannel second = connect(database);
    second.execute("SET lock_timeout = '100ms'");
    std::thread ending{[&] {
        std::this_thread::sleep_for(std::chrono::milliseconds{400});
        first.reset();
    }};
    take_refresh_lock(second, witness_);  // longer than its lock_timeout
    ending.join();
    EXPECT_THAT(witness_.warnings(),
                ElementsAre(HasSubstr("another refresh of this target is running: process ")));
    EXPECT_EQ(second.query("SHOW lock_timeout").at(0).text(0), "100ms");
}

TEST_F(TargetStateTest, WaitingForAnotherRefreshCanBeInterrupted) {
    const std::string database = make_database("dev");
    pg::CopyChannel first = connect(database);
    take_refresh_lock(first, witness_);
    Cancellation cancellation;
    pg::CopyChannel second{string(database),
                           {"second", std::chrono::seconds{2}, &witness_, &cancellation}};
    std::thread user{[&] {
        std::this_thread::sleep_for(std::chrono::milliseconds{200});
        cancellation.request();
    }};
    const auto error = error_of([&] { take_refresh_lock(second, witness_); });
    user.join();
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::interrupted);
}

TEST_F(TargetStateTest, LocksAreToldWithWhoHoldsThem) {
    const std::string database = make_database("dev");
    run_in(database, "CREATE TABLE users ()");
    pg::CopyChannel holder = connect(database);
    holder.execute(
        "SET application_name = 'console'; BEGIN; LOCK TABLE users IN ACCESS SHARE MODE");
    pg::CopyChannel asking = connect(database);
    const std::vector<std::string> holders = read_lock_holders(asking, {"public"});
    EXPECT_THAT(holders, ElementsAre(testing::AllOf(HasSubstr("console"),
                                                    HasSubstr("AccessShareLock on public.users"))));
}

}  // namespace
}  // namespace subset::test
