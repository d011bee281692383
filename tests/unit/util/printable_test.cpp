#include "subset/printable.hpp"

#include <gtest/gtest.h>

namespace subset {
namespace {

TEST(Printable, WhatIsHarmlessStaysAsItIs) {
    EXPECT_EQ(printable("public.orders"), "public.orders");
    EXPECT_EQ(printable("  two  blanks "), "  two  blanks ");
    EXPECT_EQ(printable("Grüße 日本語 😀 \u00a0"), "Grüße 日本語 😀 \u00a0");
    EXPECT_EQ(printable("a::b ##x #["), "a::b ##x #[");
    EXPECT_EQ(printable(""), "");
}

TEST(Printable, AllIsOnOneLine) {
    EXPECT_EQ(printable("a\nb"), "a b");
    EXPECT_EQ(printable("a\r\n\t b\n"), "a  b");
    EXPECT_EQ(printable("\na\v\fb"), "a b");
    EXPECT_EQ(printable("a\u0085b\u2028c\u2029d"), "a b c d");
}

TEST(Printable, NoControlCharacterIsLeft) {
    EXPECT_EQ(printable("e\x1b[2J"), "e?[2J");
    EXPECT_EQ(printable("\x01\x7f"), "??");
    EXPECT_EQ(printable(std::string_view{"a\0b", 3}), "a?b");
    EXPECT_EQ(printable("\u009b2J\u0080\u009f"), "?2J??");  // C1: CSI without an escape
    EXPECT_EQ(printable("\u202etxt\u2066x\u2069"), "?txt?x?");
}

TEST(Printable, WhatXmlRefusesIsNotThereEither) {
    EXPECT_EQ(printable("\ufffe\uffff\U0001ffff\ufffd"), "???\ufffd");
    // These are not UTF-8: a stray byte, an overlong sequence, a surrogate, a sequence that is cut
    // off.
    EXPECT_EQ(printable("\x9b"), "?");
    EXPECT_EQ(printable("\xc0\xaf"), "??");
    EXPECT_EQ(printable("\xed\xa0\x80"), "???");
    EXPECT_EQ(printable("a\xe2\x82"), "a??");
    EXPECT_EQ(printable("\xf4\x90\x80\x80"), "????");
}

TEST(Printable, AnInnerCommandOfActionsIsNone) {
    EXPECT_EQ(printable("x##[stop-commands]y ###[a]"), "x#?[stop-commands]y ##?[a]");
}

TEST(Printable, LinesStayAndNoneIsACommand) {
    EXPECT_EQ(printable_lines("SELECT 1\n\tAS \x1b[31mx\n\n"), "SELECT 1\n\tAS ?[31mx\n\n");
    EXPECT_EQ(printable_lines("a\r\nb\r"), "a\nb");
    EXPECT_EQ(printable_lines("::error::x\n  ::warning::y\nz ::not one\n"),
              "?:error::x\n  ?:warning::y\nz ::not one\n");
    EXPECT_EQ(printable_lines("a\n\u00a0\u3000\t::b"), "a\n\u00a0\u3000\t?:b");
    EXPECT_EQ(printable_lines("a##[b"), "a#?[b");
    EXPECT_EQ(printable_lines(""), "");
}

}  // namespace
}  // namespace subset
