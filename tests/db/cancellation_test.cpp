#include "subset/cancellation.hpp"

#include "pg/copy_channel.hpp"
#include "pg/session.hpp"
#include "support/test_database.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace subset {
namespace {

class CancelledQuery : public testing_support::DatabaseTest {
protected:
    // Requests the cancellation once the server runs a statement that holds `mark`, and expects
    // `work` to end as interrupted, with nothing of it left running.
    void expect_interrupted(const std::string& mark, const std::function<void()>& work) {
        const std::string running =
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> "
            "pg_backend_pid() "
            "AND query LIKE '%" +
            mark + "%'";
        std::thread user{[&] {
            wait_until(running, "1");
            cancellation_.request();
        }};
        try {
            work();
            ADD_FAILURE() << "nothing thrown";
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::interrupted) << error.what();
        }
        user.join();
        wait_until(running, "0");
    }
};

constexpr const char* endless = "SELECT g FROM generate_series(1, 10000000000) AS g";

TEST_F(CancelledQuery, ACopyOutThatSendsAllTheTimeEnds) {
    pg::CopyChannel channel = connect();
    expect_interrupted("generate_series", [&] {
        channel.copy_out("COPY (" + std::string{endless} + ") TO STDOUT", pg::Protocol::simple,
                         [](std::string_view) {});
    });
}

TEST_F(CancelledQuery, ACopyOutThatSendsNothingEnds) {
    pg::CopyChannel channel = connect();
    expect_interrupted("pg_sleep(77)", [&] {
        channel.copy_out("COPY (SELECT pg_sleep(77)) TO STDOUT", pg::Protocol::extended,
                         [](std::string_view) {});
    });
}

TEST_F(CancelledQuery, AQueryOfEitherLibraryEnds) {
    pg::CopyChannel channel = connect();
    expect_interrupted("pg_sleep(78)", [&] { channel.execute("SELECT pg_sleep(78)"); });
}

TEST_F(CancelledQuery, ASessionsQueryEnds) {
    pg::Session session{url(), context()};
    expect_interrupted("pg_sleep(79)", [&] { session.execute("SELECT pg_sleep(79)"); });
}

TEST_F(CancelledQuery, ACopyInEndsAndItsRowsAreGone) {
    pg::CopyChannel channel = connect();
    channel.execute("CREATE TABLE t (n int)");
    expect_interrupted("COPY t FROM", [&] {
        channel.begin_copy_in("COPY t FROM STDIN");
        for (;;) {
            channel.put("1\n");
        }
    });
    EXPECT_EQ(value("SELECT count(*) FROM t"), "0");
}

TEST_F(CancelledQuery, NothingIsSentOnceItIsRequested) {
    pg::CopyChannel channel = connect();
    cancellation_.request();
    EXPECT_THROW(channel.execute("CREATE TABLE t ()"), Error);
    EXPECT_EQ(value("SELECT to_regclass('t')"), "NULL");
}

TEST_F(CancelledQuery, AChannelThatIsClosedLeavesNothingRunning) {
    const std::string running =
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'COPY u FROM%'";
    execute("CREATE TABLE u (n int)");
    {
        pg::CopyChannel channel = connect();
        channel.begin_copy_in("COPY u FROM STDIN");
        channel.put("1\n");
        wait_until(running, "1");
    }
    wait_until(running, "0");
    EXPECT_EQ(value("SELECT count(*) FROM u"), "0");
}

}  // namespace
}  // namespace subset
