#include "config/environment.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace subset::config {
namespace {

TEST(Environment, OnlyWholeNamesAreVariables) {
    ::setenv("SUBSET_A", "${SUBSET_B}", 1);
    ::unsetenv("SUBSET_B");
    EXPECT_EQ(substitute_environment("x${SUBSET_A}y").text,
              "x${SUBSET_B}y");  // not looked at again
    EXPECT_TRUE(substitute_environment("x${SUBSET_A}y").unset.empty());
    for (const auto* text :
         {"", "$", "${", "${}", "${1}", "${A B}", "$SUBSET_A", "$$", "${SUBSET_A", "{SUBSET_A}"}) {
        EXPECT_EQ(substitute_environment(text).text, text);
        EXPECT_TRUE(substitute_environment(text).unset.empty()) << text;
    }
    const auto twice = substitute_environment("${SUBSET_B} ${SUBSET_B}");
    ASSERT_EQ(twice.unset.size(), 1U);
    EXPECT_EQ(twice.unset[0], "SUBSET_B");
    EXPECT_EQ(substitute_environment("${${SUBSET_A}}").text, "${${SUBSET_B}}");
}

}  // namespace
}  // namespace subset::config
