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
    EXPECT_EQ(shape_of(type_of("ext.hstore[]", "ext.hstore[]")).value, ValueClass::json);
    EXPECT_FALSE(shape_of(type_of("ext.hstore", "ext.hstore")).own);
    EXPECT_TRUE(shape_of(type_of("ext.history", "ext.history")).own);
}

TEST(ValueShape, AnyTypeCanHoldPersonalDataButFew) {
    for (const char* const type : {"text", "bpchar", "date", "time without time zone", "interval",
                                   "daterange", "bytea", "macaddr", "jsonb", "xml", "tsvector",
                                   "point", "integer[]", "public.hstore", "public.address"}) {
        EXPECT_TRUE(may_be_personal(type_of(type, type))) << type;
    }
    for (const char* const type : {"integer", "numeric", "money", "boolean", "\"bit\"", "uuid",
                                   "int4range", "regclass", "pg_lsn"}) {
        EXPECT_FALSE(may_be_personal(type_of(type, type))) << type;
    }
}

TEST(ValueShape, ADomainCanHoldAnythingAndAnEnumOnlyItsLabels) {
    ValueType domain = type_of("public.tax_number", "bigint");
    domain.sized_type = "bigint";
    EXPECT_TRUE(may_be_personal(domain));
    ValueType mood = type_of("public.mood", "public.mood");
    mood.is_enum = true;
    EXPECT_FALSE(may_be_personal(mood));
    mood.base_is_array = true;
    EXPECT_TRUE(may_be_personal(mood));
}

}  // namespace
}  // namespace subset
