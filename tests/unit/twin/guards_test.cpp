#include "twin/guards.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace subset {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr int version_13 = 130'014;
constexpr int version_15 = 150'008;
constexpr int version_20 = 200'001;

TEST(VersionWarnings, SayNothingOfATargetThatIsAsNew) {
    EXPECT_THAT(make_version_warnings(version_15, version_15), IsEmpty());
    EXPECT_THAT(make_version_warnings(version_13, version_15), IsEmpty());
    // A minor release is no difference.
    EXPECT_THAT(make_version_warnings(version_15, 150'001), IsEmpty());
}

TEST(VersionWarnings, TellOfAnOlderTarget) {
    const auto warnings = make_version_warnings(version_15, version_13);
    ASSERT_EQ(warnings.size(), 1U);
    EXPECT_EQ(warnings[0].message,
              "the target is PostgreSQL 13, older than the source, which is 15");
}

TEST(VersionWarnings, TellOfEachEndThatIsNewerThanTheProgram) {
    const auto warnings = make_version_warnings(version_20, version_20);
    ASSERT_EQ(warnings.size(), 2U);
    EXPECT_THAT(warnings[0].message, HasSubstr("the source is PostgreSQL 20, newer than"));
    EXPECT_THAT(warnings[1].message, HasSubstr("the target is PostgreSQL 20, newer than"));
}

}  // namespace
}  // namespace subset
