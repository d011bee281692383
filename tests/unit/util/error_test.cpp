#include "subset/error.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace subset {
namespace {

constexpr auto last_kind = ErrorKind::interrupted;

TEST(Error, EveryKindHasAnExitStatusOfTheTableAndANameOfItsOwn) {
    const std::set<int> table{1, 2, 3, 4, 130};
    std::set<int> used;
    std::set<std::string_view> names;
    for (int i = 0; i <= static_cast<int>(last_kind); ++i) {
        const auto kind = static_cast<ErrorKind>(i);
        EXPECT_TRUE(table.contains(exit_status(kind))) << name_of(kind);
        used.insert(exit_status(kind));
        EXPECT_TRUE(names.insert(name_of(kind)).second) << name_of(kind);
    }
    EXPECT_EQ(used, table);
}

TEST(Error, KindsThatTheDesignNamesHaveItsExitStatus) {
    EXPECT_EQ(exit_status(ErrorKind::connection), 1);
    EXPECT_EQ(exit_status(ErrorKind::in_doubt), 1);
    EXPECT_EQ(exit_status(ErrorKind::usage), 2);
    EXPECT_EQ(exit_status(ErrorKind::config), 2);
    EXPECT_EQ(exit_status(ErrorKind::refused), 3);
    EXPECT_EQ(exit_status(ErrorKind::pooler), 3);
    EXPECT_EQ(exit_status(ErrorKind::tool_version), 3);
    EXPECT_EQ(exit_status(ErrorKind::not_whole), 4);
    EXPECT_EQ(exit_status(ErrorKind::interrupted), 130);
}

TEST(Error, AFaultIsAnErrorLineWithItsPlaceAndAHintLine) {
    const Fault fault{"no such column", "Its columns are a, b.", {"twin.toml", 14, 9}};
    EXPECT_EQ(fault.render(),
              "error: no such column (twin.toml:14:9)\nhint: Its columns are a, b.\n");
    EXPECT_EQ(fault.render("warning"),
              "warning: no such column (twin.toml:14:9)\nhint: Its columns are a, b.\n");
}

TEST(Error, WhatAFaultDoesNotHaveIsLeftOut) {
    EXPECT_EQ((Fault{"it failed", "", {}}.render()), "error: it failed\n");
    EXPECT_EQ((Fault{"it failed", "", {"twin.toml", 0, 0}}.render()),
              "error: it failed (twin.toml)\n");
}

TEST(Error, AFaultStaysOnOneLineWhateverItQuotes) {
    const Fault fault{"syntax error\nLINE 1: \x1b[31mred", "First.\nSecond.\n"};
    EXPECT_EQ(fault.render(), "error: syntax error LINE 1: ?[31mred\nhint: First. Second.\n");
}

TEST(Error, AnErrorTellsAllOfItsFaults) {
    const Error error{ErrorKind::config,
                      std::vector{Fault{"one", "Do this.", {"a", 1, 2}}, Fault{"two", "", {}}}};
    EXPECT_EQ(error.faults().size(), 2U);
    EXPECT_STREQ(error.what(), "one (a:1:2)\ntwo");
    EXPECT_EQ(error.hint(), "Do this.");
    EXPECT_EQ(error.place().line, 1U);
}

TEST(Error, KeepsTheSqlstateOfTheServer) {
    const Error error{ErrorKind::user_sql, "failed", "Mend it.", {}, "42703"};
    EXPECT_EQ(error.sqlstate(), "42703");
    EXPECT_EQ(error.kind(), ErrorKind::user_sql);
}

}  // namespace
}  // namespace subset
