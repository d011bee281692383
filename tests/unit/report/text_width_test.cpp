#include "report/text_width.hpp"

#include <gtest/gtest.h>

namespace subset {
namespace {

TEST(TextWidth, NamesAreShortenedInTheMiddle) {
    EXPECT_EQ(report::shorten("public.users", 12), "public.users");
    EXPECT_EQ(report::shorten("public.users", 9), "pub...ers");
    EXPECT_EQ(report::shorten("public.users", 2), "..");
    EXPECT_EQ(report::shorten("日本語日本語", 9), "日...語");
    EXPECT_EQ(report::shorten("a\nb\x1b", 9), "a b?");
    EXPECT_EQ(report::columns_of("e\xcc\x81"), 1U);
}

}  // namespace
}  // namespace subset
