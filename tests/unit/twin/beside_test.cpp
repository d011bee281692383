#include "twin/beside.hpp"

#include <gtest/gtest.h>

#include <string>

namespace subset {
namespace {

TEST(Beside, IsNamedAfterTheTarget) {
    EXPECT_EQ(beside_name("dev"), "dev_subset_new");
    EXPECT_EQ(old_beside_name("dev"), "dev_subset_old");
}

TEST(Beside, ANameKeepsToItsLengthAndItsCharacters) {
    EXPECT_EQ(beside_name(std::string(52, 'x')), std::string(52, 'x') + "_subset_new");
    EXPECT_EQ(beside_name(std::string(63, 'x')), std::string(52, 'x') + "_subset_new");
    std::string umlauts;
    for (int i = 0; i < 31; ++i) {
        umlauts += "ä";  // two bytes
    }
    EXPECT_EQ(beside_name(umlauts), umlauts.substr(0, 52) + "_subset_new");
    EXPECT_EQ(beside_name("x" + umlauts), "x" + umlauts.substr(0, 50) + "_subset_new");
}

TEST(Beside, TheMarkSaysWhoseItIs) {
    EXPECT_NE(render_beside_mark("dev"), render_beside_mark("dev2"));
    EXPECT_EQ(render_beside_mark("dev").find('\n'), std::string::npos);
}

}  // namespace
}  // namespace subset
