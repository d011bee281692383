#include "dump/personal_literals.hpp"

#include "support/dump_entry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace subset {
namespace {

using testing::HasSubstr;
using testing_support::dump_entry;

TEST(PersonalLiterals, AnAddressIsOneThatSomebodyMayHave) {
    EXPECT_TRUE(holds_address("WHERE email = 'ann@company.com'"));
    EXPECT_TRUE(holds_address("ask a.b+c@mail.company.co.uk."));
    EXPECT_FALSE(holds_address("a @> b AND x @@ y"));
    EXPECT_FALSE(holds_address("user@localhost"));
}

TEST(PersonalLiterals, OnlyTheReservedDomainsBelongToNobody) {
    EXPECT_FALSE(holds_address("DEFAULT 'nobody@example.com'"));
    EXPECT_FALSE(holds_address("DEFAULT 'nobody@mail.example.org'"));
    EXPECT_TRUE(holds_address("DEFAULT 'chief@notexample.com'"));
    EXPECT_TRUE(holds_address("DEFAULT 'chief@example.com.invalid'"));
    EXPECT_TRUE(holds_address("DEFAULT 'chief@example.office.test'"));
}

TEST(PersonalLiterals, NumbersAreThoseOfTelephonesAccountsAndCards) {
    EXPECT_TRUE(holds_personal_number("CHECK (state IN ('open', '+999 555 01-00'))"));
    EXPECT_TRUE(holds_personal_number("'DE89 3704 0044 0532 0130 00'"));
    EXPECT_TRUE(holds_personal_number("'4000-0012-3456-7899'"));
    EXPECT_FALSE(holds_personal_number("CHECK (a +12 > 5)"));
    EXPECT_FALSE(holds_personal_number("MAXVALUE 9223372036854775807"));
    EXPECT_FALSE(holds_personal_number("'4000-0012-3456-7898'"));
    EXPECT_FALSE(holds_personal_number("'DE88 3704 0044 0532 0130 00'"));
    EXPECT_FALSE(holds_personal_number("FROM ('2024-01-01 00:00:00+00')"));
}

TEST(PersonalLiterals, OfTheSchemaAreToldWithTheirObjects) {
    const std::vector<SchemaEntry> entries = {
        dump_entry("VIEW public v", "SELECT 'ann@company.com'"),
        dump_entry("TABLE public t", "CREATE TABLE t ()")};
    const std::vector<SchemaEntry> policies = {
        dump_entry("POLICY public t chief", "USING (phone = '+999 555 0100')")};
    const auto fault = find_personal_literals({&entries, &policies});
    ASSERT_TRUE(fault.has_value());
    EXPECT_THAT(fault->message, HasSubstr("VIEW public v, POLICY public t chief"));
    EXPECT_THAT(fault->message, testing::Not(HasSubstr("TABLE public t")));
    // The numbers of what it depends on, which pg_dump writes above, pass the check of a card.
    const std::vector<SchemaEntry> plain = {
        dump_entry("TABLE public t",
                   "--\n-- Name: t; Type: TABLE\n-- Dependencies: 224 3248 220 220 224\n--\n\n"
                   "CREATE TABLE t ()")};
    EXPECT_FALSE(find_personal_literals({&plain}).has_value());
}

}  // namespace
}  // namespace subset
