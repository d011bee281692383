#include "mask/preset.hpp"

#include "mask/value_class.hpp"
#include "subset/error.hpp"
#include "support/value_types.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace subset {
namespace {

using testing_support::type_of;

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;

JsonStep key(const char* name) { return {JsonStep::Kind::key, name}; }

std::string error_of(const std::string& mask) {
    try {
        (void)parse_preset(mask);
    } catch (const Error& error) {
        return std::string{error.what()} + " / " + error.hint();
    }
    return {};
}

TEST(Preset, IsKnownByItsName) {
    EXPECT_EQ(parse_preset("@first_name").preset, Preset::first_name);
    EXPECT_THAT(parse_preset("@json(keys: $.user.email, $.phone)").json,
                ElementsAre(Field(&JsonRule::path, ElementsAre(key("user"), key("email"))),
                            Field(&JsonRule::path, ElementsAre(key("phone")))));
    EXPECT_TRUE(parse_preset("@json").json.empty());
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
        Masked masked;
        masked.shape = shape_of(type);
        masked.base_type = type.base_type;
        masked.unique = unique;
        return find_misfit(parse_preset(mask), masked);
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

}  // namespace
}  // namespace subset
