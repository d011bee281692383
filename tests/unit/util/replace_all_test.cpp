#include "util/replace_all.hpp"

#include <gtest/gtest.h>

namespace subset {
namespace {

TEST(ReplaceAll, ReplacesEachAndLooksAtNothingTwice) {
    EXPECT_EQ(replace_all("a-a-b", "a", "aa"), "aa-aa-b");
    EXPECT_EQ(replace_all("aaa", "aa", "b"), "ba");
    EXPECT_EQ(replace_all("secret, secret", "secret", ""), ", ");
    EXPECT_EQ(replace_all("nothing", "x", "y"), "nothing");
}

}  // namespace
}  // namespace subset
