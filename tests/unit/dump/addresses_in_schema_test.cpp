#include "dump/addresses_in_schema.hpp"

#include "support/dump_entry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace subset {
namespace {

using testing::HasSubstr;
using testing_support::dump_entry;

TEST(AddressesInSchema, AreThoseThatSomebodyMayHave) {
    EXPECT_TRUE(holds_address("WHERE email = 'ann@company.com'"));
    EXPECT_TRUE(holds_address("ask a.b+c@mail.company.co.uk."));
    EXPECT_FALSE(holds_address("DEFAULT 'nobody@example.com'"));
    EXPECT_FALSE(holds_address("a @> b AND x @@ y"));
    EXPECT_FALSE(holds_address("user@localhost"));
    const auto warnings = find_addresses({{dump_entry("VIEW v", "SELECT 'ann@company.com'"),
                                           dump_entry("TABLE t", "CREATE TABLE t ()")}});
    ASSERT_EQ(warnings.size(), 1U);
    EXPECT_THAT(warnings.front().message, HasSubstr("VIEW v"));
    EXPECT_THAT(warnings.front().message, testing::Not(HasSubstr("TABLE t")));
    EXPECT_TRUE(find_addresses({{dump_entry("TABLE t", "CREATE TABLE t ()")}}).empty());
}

}  // namespace
}  // namespace subset
