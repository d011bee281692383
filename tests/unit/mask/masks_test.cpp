#include "dump/addresses_in_schema.hpp"
#include "mask/personal_names.hpp"
#include "mask/preset.hpp"
#include "mask/value_class.hpp"
#include "subset/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ValueType type_of(const std::string& sized, const std::string& base) {
    ValueType type;
    type.type = sized;
    type.sized_type = sized;
    type.base_type = base;
    return type;
}

Column column_of(const std::string& name, const std::string& type) {
    Column column;
    static_cast<ValueType&>(column) = type_of(type, type);
    column.name = name;
    return column;
}

std::string error_of(const std::string& mask) {
    try {
        (void)parse_preset(mask);
    } catch (const Error& error) {
        return std::string{error.what()} + " / " + error.hint();
    }
    return {};
}

TEST(ValueShape, IsReadFromTheTypesName) {
    const ValueShape varchar = shape_of(type_of("character varying(20)", "character varying"));
    EXPECT_EQ(varchar.value, ValueClass::text);
    EXPECT_EQ(varchar.length, 20U);
    const ValueShape list = shape_of(type_of("text[]", "text[]"));
    EXPECT_TRUE(list.is_array);
    EXPECT_EQ(list.value, ValueClass::text);
    EXPECT_FALSE(list.length.has_value());
    const ValueShape money = shape_of(type_of("numeric(12,2)", "numeric"));
    EXPECT_EQ(money.precision, 12);
    EXPECT_EQ(money.scale, 2);
    EXPECT_EQ(shape_of(type_of("public.citext", "public.citext")).value, ValueClass::text);
    EXPECT_FALSE(may_be_personal(shape_of(type_of("integer", "integer"))));
    EXPECT_TRUE(may_be_personal(shape_of(type_of("tsvector", "tsvector"))));
}

TEST(Preset, IsKnownByItsName) {
    EXPECT_EQ(parse_preset("@first_name").preset, Preset::first_name);
    EXPECT_THAT(parse_preset("@json(keys: $.user.email, $.phone)").paths,
                ElementsAre(ElementsAre("user", "email"), ElementsAre("phone")));
    EXPECT_TRUE(parse_preset("@json").paths.empty());
    EXPECT_FALSE(is_preset("upper(c.name)"));
}

TEST(Preset, WhatIsNoneIsToldWithTheNearestName) {
    EXPECT_THAT(error_of("@emial"), HasSubstr("there is no mask @emial / Did you mean @email?"));
    EXPECT_THAT(error_of("@x"), HasSubstr("There are @null, @hash"));
    EXPECT_THAT(error_of("@email(keys: $.a)"), HasSubstr("takes no arguments"));
    EXPECT_THAT(error_of("@json(keys: a.b)"), HasSubstr("no path"));
    EXPECT_THAT(error_of("@json(keys: $.a..b)"), HasSubstr("unusable key"));
    EXPECT_THAT(error_of("@json(keys: )"), HasSubstr("names no key"));
    EXPECT_THAT(error_of("@json(all)"), HasSubstr("not understood"));
}

TEST(Preset, DoesNotFitWhereTheColumnHasNoRoomOrAnotherType) {
    const auto misfit = [](const char* mask, const ValueType& type, bool unique) {
        return find_misfit(parse_preset(mask), {shape_of(type), type.base_type, unique, false, {}});
    };
    const ValueType narrow = type_of("character varying(10)", "character varying");
    const ValueType text = type_of("text", "text");
    EXPECT_FALSE(misfit("@email", narrow, false));
    EXPECT_THAT(misfit("@email", narrow, true).value_or(""), HasSubstr("needs 29 characters"));
    EXPECT_FALSE(misfit("@email", text, true));
    EXPECT_THAT(misfit("@text", text, true).value_or(""), HasSubstr("does not keep the values"));
    EXPECT_THAT(misfit("@date", text, false).value_or(""),
                HasSubstr("not for values of type text"));
    EXPECT_FALSE(misfit("@ip", type_of("inet", "inet"), true));
    EXPECT_TRUE(misfit("@ip", type_of("cidr", "cidr"), true));
    EXPECT_FALSE(misfit("@hash", type_of("bytea", "bytea"), true));
    EXPECT_FALSE(misfit("@null", type_of("point", "point"), true));
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
