#include "mask/personal_names.hpp"

#include "support/value_types.hpp"

#include <gtest/gtest.h>

#include <string>

namespace subset {
namespace {

using testing_support::type_of;

Column column_of(const std::string& name, const std::string& type) {
    Column column;
    static_cast<ValueType&>(column) = type_of(type, type);
    column.name = name;
    return column;
}

TEST(PersonalNames, AreRecognisedHoweverTheyAreSpelled) {
    EXPECT_EQ(guess_mask("orders", column_of("customerEmail", "text")), "@email");
    EXPECT_EQ(guess_mask("orders", column_of("FIRST_NAME", "text")), "@first_name");
    EXPECT_EQ(guess_mask("orders", column_of("postal_code", "text")), "@postcode");
    EXPECT_EQ(guess_mask("people", column_of("birth_date", "date")), "@date");
    EXPECT_EQ(guess_mask("people", column_of("birth_date", "text")), "@hash");
    EXPECT_EQ(guess_mask("users", column_of("name", "text")), "@name");
    EXPECT_EQ(guess_mask("products", column_of("name", "text")), "");
    EXPECT_EQ(guess_mask("logins", column_of("last_ip", "inet")), "@ip");
    EXPECT_EQ(guess_mask("orders", column_of("status", "text")), "");
    EXPECT_EQ(guess_mask("orders", column_of("mailed_at", "timestamp with time zone")), "");
    EXPECT_EQ(guess_mask("orders", column_of("phone_count", "integer")), "");
}

}  // namespace
}  // namespace subset
