#include "pg/copy_channel.hpp"
#include "pg/pace/pace.hpp"
#include "support/test_database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace subset::pg {
namespace {

using testing::StartsWith;

struct Came {
    std::uint64_t rows = 0;
    std::string data;
};

Came rows_of(CopyChannel& channel, const std::string& select) {
    Came came;
    came.rows = channel.copy_rows(select, [&](std::string_view message) { came.data += message; });
    return came;
}

// A session with a pace that holds nothing up, so that only the parts are seen.
class PacedRowsTest : public testing_support::DatabaseTest {
protected:
    [[nodiscard]] CopyChannel connect_paced(Pace& pace) {
        SessionContext paced = context("paced");
        paced.pace = &pace;
        CopyChannel channel{url(), paced};
        channel.execute("BEGIN READ ONLY");
        return channel;
    }
    [[nodiscard]] static Pace make_pace(std::uint64_t bytes_per_second) {
        return Pace{bytes_per_second,
                    {[] { return Pace::Clock::time_point::max(); }, [](Pace::Clock::duration) {}}};
    }
    [[nodiscard]] std::size_t parts() const {
        const std::vector<std::string> statements = observer_.statements();
        return static_cast<std::size_t>(
            std::count_if(statements.begin(), statements.end(), [](const std::string& statement) {
                return statement.find("FETCH FORWARD") != std::string::npos;
            }));
    }
};

TEST_F(PacedRowsTest, PartsGiveWhatOneCopyGives) {
    CopyChannel plain = connect();
    for (const std::string select :
         {"SELECT g, 'row ' || g, NULL::int8, g::numeric / 7, ARRAY[g, NULL], g % 2 = 0 "
          "FROM generate_series(1, 5000) AS g",
          "SELECT 1 WHERE false", "SELECT FROM generate_series(1, 3)",
          "SELECT '2026-12-01'::timestamptz, point(1, 2), 'a=>b'::text, ''::bytea",
          "SELECT repeat('x', 300000) FROM generate_series(1, 9)",
          "WITH w AS (SELECT 1 AS a) SELECT * FROM w ORDER BY 1"}) {
        Pace pace = make_pace(200'000);
        CopyChannel paced = connect_paced(pace);
        const Came expected = rows_of(plain, select);
        const Came came = rows_of(paced, select);
        EXPECT_EQ(came.rows, expected.rows) << select;
        EXPECT_TRUE(came.data == expected.data) << select;
    }
}

TEST_F(PacedRowsTest, NoPartBringsMoreThanTheRateAllows) {
    Pace pace = make_pace(500'000);
    CopyChannel channel = connect_paced(pace);
    const Came came =
        rows_of(channel, "SELECT g, repeat('y', 100) FROM generate_series(1, 20000) AS g");
    EXPECT_EQ(came.rows, 20000U);
    EXPECT_LE(pace.use().longest_bytes, pace.part_bytes());
    EXPECT_GE(pace.use().longest_bytes, pace.part_bytes() / 2)
        << "nor are the parts needlessly small";
    EXPECT_GE(parts(), came.data.size() / pace.part_bytes());
    EXPECT_LE(parts(), 3 * came.data.size() / pace.part_bytes());
}

TEST_F(PacedRowsTest, AllThatASessionAsksForIsCharged) {
    Pace pace = make_pace(1'000'000);
    CopyChannel channel = connect_paced(pace);
    (void)channel.query("SELECT 'four'");
    EXPECT_EQ(pace.use().bytes, 10U) << "as a tuple of a COPY";
    channel.copy_out("COPY (SELECT 'seven77') TO STDOUT", Protocol::simple,
                     [](std::string_view) {});
    EXPECT_EQ(pace.use().bytes, 18U);
    EXPECT_EQ(pace.use().statements, 2U);
}

TEST_F(PacedRowsTest, AnErrorOnTheWayIsThatOfTheWholeStatement) {
    Pace pace = make_pace(10'000);
    CopyChannel channel = connect_paced(pace);
    try {
        (void)rows_of(channel, "SELECT 1 / (5000 - g) FROM generate_series(1, 9000) AS g");
        FAIL();
    } catch (const StatementError& error) {
        EXPECT_EQ(error.sqlstate(), "22012");
    }
    EXPECT_THAT(channel.last_statement(), StartsWith("COPY (SELECT 1 / (5000 - g)"))
        << "a FETCH would tell nobody whose SQL it was";
    channel.execute("ROLLBACK");
    EXPECT_EQ(channel.query("SELECT 1").front().text(0), "1");
}

TEST_F(PacedRowsTest, SqlOfAUserStaysOneStatement) {
    Pace pace = make_pace(10'000);
    CopyChannel channel = connect_paced(pace);
    EXPECT_THROW((void)rows_of(channel, "SELECT 1; COMMIT; CREATE TABLE t (n int)"),
                 StatementError);
    channel.execute("ROLLBACK");
    EXPECT_EQ(value("SELECT to_regclass('t') IS NULL"), "t");
}

TEST_F(PacedRowsTest, ASinkThatThrowsEndsThePartAndLeavesTheChannelUsable) {
    Pace pace = make_pace(1'000'000'000);
    CopyChannel channel = connect_paced(pace);
    EXPECT_THROW(channel.copy_rows("SELECT generate_series(1, 100000000) AS g",
                                   [](std::string_view message) {
                                       if (message.size() < 19) {
                                           throw std::runtime_error{"full"};
                                       }
                                   }),
                 std::runtime_error);
    channel.execute("ROLLBACK");
    EXPECT_EQ(channel.query("SELECT 1").front().text(0), "1");
}

}  // namespace
}  // namespace subset::pg
