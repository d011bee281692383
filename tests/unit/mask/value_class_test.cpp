#include "mask/value_class.hpp"

#include "support/value_types.hpp"

#include <gtest/gtest.h>

#include <string>

namespace subset {
namespace {

using testing_support::type_of;

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

}  // namespace
}  // namespace subset
