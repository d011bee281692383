#include "pg/errors.hpp"

#include "pg/sqlstates.hpp"

#include <gmock/gmock.h>

namespace subset {
namespace {

using pg::ServerMessage;
using pg::StatementError;

TEST(StatementError, SaysWhichEndItIsOfAndKeepsTheFields) {
    const StatementError error{ServerMessage{.end = "target",
                                             .sqlstate = sqlstate::lock_not_available,
                                             .primary = "canceling statement due to lock timeout",
                                             .table = "orders"}};
    EXPECT_STREQ(error.what(), "target: canceling statement due to lock timeout");
    EXPECT_EQ(error.kind(), ErrorKind::lock);
    EXPECT_EQ(error.sqlstate(), sqlstate::lock_not_available);
    EXPECT_EQ(error.message().end, "target");
    EXPECT_EQ(error.message().table, "orders");
}

TEST(StatementError, TellsTheServersHintAndNoValuesOfRows) {
    const StatementError error{
        ServerMessage{.end = "source",
                      .sqlstate = "22P02",
                      .primary = "invalid input syntax for type integer: \"4111 1111\"",
                      .detail = "Row 7 holds 4111 1111.",
                      .hint = "Cast it."}};
    EXPECT_STREQ(error.what(), "source: invalid input syntax for type integer: \"...\"");
    EXPECT_EQ(error.hint(), "Cast it.");
}

TEST(StatementError, TheMoreSpecialStateCountsBeforeItsClass) {
    const auto kind_of = [](const char* state) { return pg::kind_of_sqlstate(state); };
    EXPECT_EQ(kind_of(sqlstate::protocol_violation), ErrorKind::server);
    EXPECT_EQ(kind_of("08006"), ErrorKind::connection);
    EXPECT_EQ(kind_of("42P01"), ErrorKind::server);
    EXPECT_EQ(kind_of(sqlstate::foreign_key_violation), ErrorKind::not_whole);
}

}  // namespace
}  // namespace subset
