#include "mask/preset.hpp"

#include "mask/parse/parse_preset.hpp"
#include "mask/value_class.hpp"
#include "support/value_types.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace subset {
namespace {

using testing_support::type_of;

using testing::HasSubstr;

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
