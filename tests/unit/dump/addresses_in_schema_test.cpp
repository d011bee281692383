#include "dump/addresses_in_schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace subset {
namespace {

using testing::HasSubstr;

TEST(AddressesInSchema, AreThoseThatSomebodyMayHave) {
    EXPECT_TRUE(holds_address("WHERE email = 'ann@company.com'"));
    EXPECT_TRUE(holds_address("ask a.b+c@mail.company.co.uk."));
    EXPECT_FALSE(holds_address("DEFAULT 'nobody@example.com'"));
    EXPECT_FALSE(holds_address("a @> b AND x @@ y"));
    EXPECT_FALSE(holds_address("user@localhost"));
    const auto warnings = find_addresses(
        {{{"VIEW v", "SELECT 'ann@company.com'"}, {"TABLE t", "CREATE TABLE t ()"}}});
    ASSERT_EQ(warnings.size(), 1U);
    EXPECT_THAT(warnings.front().message, HasSubstr("VIEW v"));
    EXPECT_THAT(warnings.front().message, testing::Not(HasSubstr("TABLE t")));
    EXPECT_TRUE(find_addresses({{{"TABLE t", "CREATE TABLE t ()"}}}).empty());
}

}  // namespace
}  // namespace subset
