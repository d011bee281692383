#include "source/key_fields.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace subset {
namespace {

using namespace std::string_view_literals;
using testing::ElementsAre;

// The value a travels beside the output; b and c are the output's columns 2 and 0.
TablePlan table() {
    TablePlan plan;
    plan.key_values = {{"a", KeyKind::text}, {"b", KeyKind::integer}, {"c", KeyKind::integer}};
    return plan;
}

TableOutput output() {
    TableOutput made;
    made.key_columns = {std::nullopt, 2, 0};
    return made;
}

std::vector<KeyPart> join(KeyFields& fields, const std::vector<KeyPart>& beside,
                          const std::vector<KeyPart>& in_output) {
    const auto keys = fields.join(beside, in_output);
    return {keys.begin(), keys.end()};
}

TEST(KeyFields, ValuesOfTheOutputAreNotSelectedAgain) {
    const TablePlan plan = table();
    const TableOutput tuple = output();
    KeyFields fields{plan, &tuple};
    EXPECT_EQ(fields.beside(), 1U);
    EXPECT_THAT(fields.in_output(), ElementsAre(2, 0));
    KeyFields alone{plan, nullptr};
    EXPECT_EQ(alone.beside(), 3U);
    EXPECT_TRUE(alone.in_output().empty());
}

TEST(KeyFields, IntegersOfEveryWidthBecomeBigint) {
    const TablePlan plan = table();
    const TableOutput tuple = output();
    KeyFields fields{plan, &tuple};
    EXPECT_THAT(join(fields, {"x"sv}, {"\0\0\x01\0"sv, "\xff\xfe"sv}),
                ElementsAre("x"sv, "\0\0\0\0\0\0\x01\0"sv, "\xff\xff\xff\xff\xff\xff\xff\xfe"sv));
    EXPECT_THAT(join(fields, {"x"sv}, {"\x80\0\0\0\0\0\0\0"sv, "\x7f\xff"sv}),
                ElementsAre("x"sv, "\x80\0\0\0\0\0\0\0"sv, "\0\0\0\0\0\0\x7f\xff"sv));
}

TEST(KeyFields, NullsStayNulls) {
    const TablePlan plan = table();
    const TableOutput tuple = output();
    KeyFields fields{plan, &tuple};
    EXPECT_THAT(join(fields, {std::nullopt}, {std::nullopt, "\0\x01"sv}),
                ElementsAre(std::nullopt, std::nullopt, "\0\0\0\0\0\0\0\x01"sv));
}

}  // namespace
}  // namespace subset
