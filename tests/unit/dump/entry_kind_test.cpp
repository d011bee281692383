#include "dump/entry_kind.hpp"

#include <gtest/gtest.h>

namespace subset {
namespace {

TEST(EntryKind, IsNamedByTheMostWordsThatPgDumpHasForIt) {
    EXPECT_EQ(find_kind_words("TABLE public t owner"), "TABLE");
    EXPECT_EQ(find_kind_words("TABLE ATTACH public t owner"), "TABLE ATTACH");
    EXPECT_EQ(find_kind_words("PUBLICATION TABLES IN SCHEMA p s owner"),
              "PUBLICATION TABLES IN SCHEMA");
    EXPECT_EQ(find_kind_words("WIDGET public t owner"), "WIDGET");
}

TEST(EntryKind, WordsThatBeginAlikeAreKindsApart) {
    EXPECT_EQ(parse_entry_kind("TABLE"), EntryKind::table);
    EXPECT_EQ(parse_entry_kind("TABLE ATTACH"), EntryKind::table_attach);
    EXPECT_EQ(parse_entry_kind("INDEX"), EntryKind::index);
    EXPECT_EQ(parse_entry_kind("INDEX ATTACH"), EntryKind::index_attach);
    EXPECT_EQ(parse_entry_kind("CONSTRAINT"), EntryKind::constraint);
    EXPECT_EQ(parse_entry_kind("FK CONSTRAINT"), EntryKind::foreign_key);
}

TEST(EntryKind, WhatTheEngineDoesNotDecideByIsOther) {
    EXPECT_EQ(parse_entry_kind("TABLE DATA"), EntryKind::other);
    EXPECT_EQ(parse_entry_kind("WIDGET"), EntryKind::other);
    EXPECT_EQ(parse_entry_kind(""), EntryKind::other);
}

}  // namespace
}  // namespace subset
