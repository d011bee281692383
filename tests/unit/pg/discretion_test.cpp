#include "pg/discretion.hpp"

#include <gmock/gmock.h>

#include <string>

namespace subset {
namespace {

using pg::ServerMessage;
using pg::without_values;
using testing::HasSubstr;
using testing::Not;

// RAW stands for a value of a row.
std::string told_of(ServerMessage message) {
    const ServerMessage said = without_values(std::move(message));
    return said.primary + "|" + said.detail + "|" + said.hint + "|" + said.context;
}

TEST(Discretion, WhatIsWrongWithTheTextOfAStatementIsTold) {
    const std::string words = "column \"snn\" does not exist";
    EXPECT_EQ(
        without_values({.end = "source", .sqlstate = "42703", .primary = words, .position = 8})
            .primary,
        words);
    EXPECT_FALSE(
        without_values({.end = "source", .sqlstate = "42703", .primary = words, .position = 8})
            .words_hidden);
}

TEST(Discretion, ANameThatWasLookedUpForAValueIsNot) {
    const ServerMessage said = without_values(
        {.end = "source", .sqlstate = "42P01", .primary = "relation \"RAW\" does not exist"});
    EXPECT_THAT(said.primary, HasSubstr("undefined table, SQLSTATE 42P01"));
    EXPECT_THAT(said.primary, Not(HasSubstr("RAW")));
    EXPECT_TRUE(said.words_hidden);
}

TEST(Discretion, NothingThatAFunctionRaisesIsTold) {
    for (const char* const state :
         {"42501", "23505", "57014", "42P07", "P0001", "22P02", "99999"}) {
        EXPECT_THAT(told_of({.end = "source",
                             .sqlstate = state,
                             .primary = "permission denied for table RAW",
                             .detail = "RAW",
                             .hint = "RAW",
                             .context = "PL/pgSQL function f(text) line 2 at RAISE\nSQL statement "
                                        "\"SELECT RAW\"",
                             .constraint = "RAW",
                             .source_file = "pl_exec.c"}),
                    Not(HasSubstr("RAW")))
            << state;
    }
}

TEST(Discretion, WhereItWasIsToldWithoutWhatWasReadThere) {
    EXPECT_EQ(without_values({.end = "source",
                              .sqlstate = "22P02",
                              .primary = "invalid input syntax for type integer: \"RAW\"",
                              .context = "COPY t, line 3, column n: \"RAW\nRAW\""})
                  .context,
              "COPY t, line 3, column n");
    EXPECT_THAT(told_of({.end = "source",
                         .sqlstate = "22P02",
                         .primary = "x",
                         .context = "SQL function \"f\" statement 1\nJSON data, line 1: RAW"}),
                HasSubstr("|SQL function \"f\" statement 1"));
}

TEST(Discretion, OfADataExceptionTheTypeIsTold) {
    EXPECT_EQ(without_values({.end = "source",
                              .sqlstate = "22P02",
                              .primary = "invalid input syntax for type integer: \"RAW\""})
                  .primary,
              "invalid input syntax for type integer, SQLSTATE 22P02");
    EXPECT_THAT(told_of({.end = "source",
                         .sqlstate = "22021",
                         .primary = "invalid byte sequence for encoding \"UTF8\": 0xRAW"}),
                HasSubstr("character not in repertoire, SQLSTATE 22021"));
}

TEST(Discretion, AViolatedConstraintIsNamed) {
    const std::string words = "duplicate key value violates unique constraint \"one_mail\"";
    EXPECT_EQ(
        without_values(
            {.end = "source", .sqlstate = "23505", .primary = words, .constraint = "one_mail"})
            .primary,
        words);
}

TEST(Discretion, LocksAndRightsAreToldWhateverWasRunning) {
    const std::string words = "permission denied for table patients";
    EXPECT_EQ(without_values({.end = "source",
                              .sqlstate = "42501",
                              .primary = words,
                              .context = "SQL function \"f\" statement 1",
                              .source_file = "aclchk.c"})
                  .primary,
              words);
}

TEST(Discretion, StatementsAreShownWithoutKeys) {
    EXPECT_EQ(pg::statement_without_values("SELECT a = ANY ('{\"RA''W\"}'::text[]) AND b = ANY ( "
                                           "E'{\"RAW\"}'::uuid[])"),
              "SELECT a = ANY ('{...}'::text[]) AND b = ANY ( E'{...}'::uuid[])");
    EXPECT_EQ(pg::statement_without_values("FROM (VALUES ('RAW'::a, 'RAW'::b)) AS k (k1, k2)"),
              "FROM (VALUES (...)) AS k (k1, k2)");
    const std::string names = "n = ANY ('{\"public\"}'::pg_catalog.text[])";
    EXPECT_EQ(pg::statement_without_values(names), names);
}

TEST(Discretion, NoticesOfFunctionsAreNotShown) {
    EXPECT_THAT(
        pg::notice_without_values(
            "NOTICE",
            {.end = "source", .sqlstate = "00000", .primary = "RAW", .source_file = "pl_exec.c"}),
        Not(HasSubstr("RAW")));
    EXPECT_EQ(
        pg::notice_without_values("NOTICE", {.end = "source",
                                             .sqlstate = "00000",
                                             .primary = "table \"x\" does not exist, skipping",
                                             .source_file = "dropcmds.c"}),
        "NOTICE:  table \"x\" does not exist, skipping");
}

}  // namespace
}  // namespace subset
