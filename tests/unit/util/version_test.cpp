#include "subset/version.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Version, IsTheProjects) { EXPECT_EQ(subset::version, SUBSET_PROJECT_VERSION); }

}  // namespace
