#include "pg/copy_channel.hpp"

#include "support/test_database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace subset::pg {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class CopyChannelTest : public testing_support::DatabaseTest {};

template <typename Work>
StatementError statement_error_of(const Work& work) {
    try {
        work();
    } catch (const StatementError& error) {
        return error;
    }
    ADD_FAILURE() << "no StatementError";
    return StatementError{ServerMessage{.end = "none", .sqlstate = "", .primary = ""}};
}

template <typename Work>
Error error_of(const Work& work) {
    try {
        work();
    } catch (const Error& error) {
        return error;
    }
    ADD_FAILURE() << "no Error";
    return Error{ErrorKind::system, ""};
}

TEST_F(CopyChannelTest, AQueryGivesTheRowsOfItsLastStatement) {
    CopyChannel channel = connect();
    const Rows rows =
        channel.query("SELECT 1; SELECT 'a', NULL, '' UNION ALL SELECT 'b', 'c', 'd'");
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].text(0), "a");
    EXPECT_TRUE(rows[0].is_null(1));
    EXPECT_EQ(rows[0].text(2), "");
    EXPECT_EQ(rows[1].text(2), "d");
}

TEST_F(CopyChannelTest, AScriptTellsEachResultSoThatTheFailedStatementIsKnown) {
    CopyChannel channel = connect();
    std::vector<std::string> heard;
    const auto listen = [&](const Rows& rows) {
        heard.push_back(rows.empty() ? "-" : rows.front().text(0));
    };
    const StatementError error = statement_error_of([&] {
        channel.run_script(
            "SELECT 'one'; CREATE TABLE t (); SELECT 'two'; SELECT 1 / 0; SELECT 'three'", listen);
    });
    EXPECT_THAT(heard, ElementsAre("one", "-", "two"));
    EXPECT_EQ(error.message().sqlstate, "22012");
    EXPECT_EQ(channel.query("SELECT 'usable'").front().text(0), "usable");
}

TEST_F(CopyChannelTest, AStatementErrorHasTheServersFields) {
    CopyChannel channel = connect();
    channel.execute("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (7)");
    const StatementError error =
        statement_error_of([&] { channel.execute("INSERT INTO t VALUES (7)"); });
    EXPECT_EQ(error.kind(), ErrorKind::server);
    EXPECT_EQ(error.sqlstate(), "23505");
    EXPECT_THAT(error.message().primary, HasSubstr("t_pkey"));
    EXPECT_THAT(error.message().detail, HasSubstr("(7)"));
    const StatementError missing =
        statement_error_of([&] { channel.execute("SELECT nonesuch FROM t"); });
    EXPECT_EQ(missing.message().sqlstate, "42703");
    EXPECT_EQ(missing.message().position, 8U);
}

TEST_F(CopyChannelTest, TheExtendedProtocolTakesOneStatementOnly) {
    CopyChannel channel = connect();
    const StatementError error =
        statement_error_of([&] { channel.query("SELECT 1; SELECT 2", Protocol::extended); });
    EXPECT_EQ(error.sqlstate(), "42601");
}

TEST_F(CopyChannelTest, CheckingAStatementDoesNotRunIt) {
    CopyChannel channel = connect();
    execute("CREATE TABLE t (id int)");
    EXPECT_FALSE(channel.check_statement("INSERT INTO t VALUES (1)").has_value());
    EXPECT_EQ(value("SELECT count(*) FROM t"), "0");
    const auto said = channel.check_statement("SELECT nonesuch FROM t");
    ASSERT_TRUE(said.has_value());
    EXPECT_EQ(said->sqlstate, "42703");
}

TEST_F(CopyChannelTest, CopyOutHandsEveryMessageOnAndCounts) {
    CopyChannel channel = connect();
    for (const Protocol protocol : {Protocol::simple, Protocol::extended}) {
        std::string data;
        const std::uint64_t rows =
            channel.copy_out("COPY (SELECT g FROM generate_series(1, 3) AS g) TO STDOUT", protocol,
                             [&](std::string_view message) { data += message; });
        EXPECT_EQ(rows, 3U);
        EXPECT_EQ(data, "1\n2\n3\n");
    }
}

TEST_F(CopyChannelTest, ACopyOutThatFailsOnTheWayIsReported) {
    CopyChannel channel = connect();
    const StatementError error = statement_error_of([&] {
        channel.copy_out(
            "COPY (SELECT 1 / (5000 - g) FROM generate_series(1, 9000) AS g) TO STDOUT",
            Protocol::simple, [](std::string_view) {});
    });
    EXPECT_EQ(error.sqlstate(), "22012");
    EXPECT_EQ(channel.query("SELECT 1").front().text(0), "1");
}

TEST_F(CopyChannelTest, ASinkThatThrowsEndsTheCopyAndLeavesTheChannelUsable) {
    CopyChannel channel = connect();
    EXPECT_THROW(channel.copy_out(
                     "COPY (SELECT g FROM generate_series(1, 100000000) AS g) TO STDOUT",
                     Protocol::simple, [](std::string_view) { throw std::runtime_error{"full"}; }),
                 std::runtime_error);
    EXPECT_EQ(channel.query("SELECT 1").front().text(0), "1");
}

TEST_F(CopyChannelTest, CopyInTakesDataInPiecesAndCounts) {
    CopyChannel channel = connect();
    channel.execute("CREATE TABLE t (n int, s text)");
    channel.begin_copy_in("COPY t FROM STDIN");
    channel.put("1\tone\n2\t");
    channel.put("two\n");
    EXPECT_EQ(channel.end_copy_in(), 2U);
    EXPECT_EQ(channel.query("SELECT string_agg(s, ',' ORDER BY n) FROM t").front().text(0),
              "one,two");
}

TEST_F(CopyChannelTest, ACopyInThatFailsIsReportedWhereverItIsNoticed) {
    for (const int lines : {1, 2'000'000}) {
        CopyChannel channel = connect();
        channel.execute("DROP TABLE IF EXISTS t; CREATE TABLE t (n int CHECK (n > 0))");
        const StatementError error = statement_error_of([&] {
            channel.begin_copy_in("COPY t FROM STDIN");
            channel.put("-1\n");
            for (int line = 0; line < lines; ++line) {
                channel.put("1\n");
            }
            (void)channel.end_copy_in();
        });
        EXPECT_EQ(error.sqlstate(), "23514") << lines;
        EXPECT_THAT(error.message().context, HasSubstr("line 1"));
        EXPECT_EQ(channel.query("SELECT count(*) FROM t").front().text(0), "0");
    }
}

TEST_F(CopyChannelTest, ACopyIntoATableThatIsNotThereIsReportedAtOnce) {
    CopyChannel channel = connect();
    EXPECT_EQ(
        statement_error_of([&] { channel.begin_copy_in("COPY nonesuch FROM STDIN"); }).sqlstate(),
        "42P01");
}

TEST_F(CopyChannelTest, ATerminatedConnectionIsToldInTheServersWords) {
    for (const bool idle : {true, false}) {
        CopyChannel channel = connect();
        const std::string kill =
            "SELECT pg_terminate_backend(" + std::to_string(channel.protocol_pid()) + ", 5000)";
        std::thread killer;
        if (idle) {
            EXPECT_EQ(value(kill), "t");
        } else {
            killer = std::thread{[&] {
                wait_until(
                    "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'",
                    "1");
                EXPECT_EQ(value(kill), "t");
            }};
        }
        const Error error = error_of([&] { channel.execute("SELECT pg_sleep(60)"); });
        if (killer.joinable()) {
            killer.join();
        }
        EXPECT_EQ(error.kind(), ErrorKind::connection) << error.what();
        EXPECT_THAT(error.what(), HasSubstr("terminating connection due to administrator command"));
        EXPECT_FALSE(channel.alive());
        EXPECT_EQ(error_of([&] { channel.execute("SELECT 1"); }).kind(), ErrorKind::connection);
    }
}

TEST_F(CopyChannelTest, AConnectionThatIsTerminatedInTheMiddleOfACopyInIsTold) {
    CopyChannel channel = connect();
    channel.execute("CREATE TABLE t (n int)");
    channel.begin_copy_in("COPY t FROM STDIN");
    EXPECT_EQ(
        value("SELECT pg_terminate_backend(" + std::to_string(channel.protocol_pid()) + ", 5000)"),
        "t");
    const Error error = error_of([&] {
        for (int line = 0; line < 2'000'000; ++line) {
            channel.put("1\n");
        }
        (void)channel.end_copy_in();
    });
    EXPECT_EQ(error.kind(), ErrorKind::connection) << error.what();
    EXPECT_THAT(error.what(), HasSubstr("terminating connection due to administrator command"));
}

TEST_F(CopyChannelTest, AWrongDatabaseIsAConnectionErrorWithoutSecrets) {
    const Error error = error_of([&] {
        const CopyChannel channel{
            ConnectionString{"source", "dbname=subset_nonesuch password=s3cret"}, context()};
    });
    EXPECT_EQ(error.kind(), ErrorKind::connection);
    EXPECT_THAT(error.what(), HasSubstr("subset_nonesuch"));
    EXPECT_THAT(error.what(), testing::Not(HasSubstr("s3cret")));
}

TEST_F(CopyChannelTest, NoticesAreKept) {
    CopyChannel channel = connect();
    channel.execute("DROP TABLE IF EXISTS nonesuch");
    EXPECT_THAT(channel.take_notices(), ElementsAre(HasSubstr("nonesuch")));
    EXPECT_TRUE(channel.take_notices().empty());
}

}  // namespace
}  // namespace subset::pg
