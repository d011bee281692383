#include "mask/preset.hpp"

#include "mask/parse/parse_preset.hpp"
#include "mask/value_class.hpp"
#include "support/value_types.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>

namespace subset {
namespace {

using testing_support::type_of;

using testing::HasSubstr;

Masked column(const ValueType& type, bool unique = false, std::uint64_t rows = 0) {
    Masked masked;
    masked.shape = shape_of(type);
    masked.base_type = type.base_type;
    masked.unique = unique;
    masked.form.distinct = unique;
    masked.rows = rows;
    return masked;
}

ValueType varchar(int length) {
    return type_of("character varying(" + std::to_string(length) + ")", "character varying");
}

TEST(Preset, DoesNotFitWhereTheColumnHasNoRoomOrAnotherType) {
    const auto misfit = [](const char* mask, const Masked& masked) {
        return find_misfit(parse_preset(mask), masked).value_or("");
    };
    const ValueType text = type_of("text", "text");
    EXPECT_EQ(misfit("@email", column(varchar(10))), "");
    EXPECT_THAT(misfit("@iban", column(varchar(21))), HasSubstr("needs 22 characters at least"));
    EXPECT_THAT(misfit("@text", column(text, true)), HasSubstr("does not keep the values"));
    EXPECT_THAT(misfit("@date", column(text)), HasSubstr("not for values of type text"));
    EXPECT_THAT(misfit("@ip", column(type_of("cidr", "cidr"), true)), HasSubstr("does not keep"));
    EXPECT_EQ(misfit("@hash", column(type_of("bytea", "bytea"), true)), "");
    EXPECT_EQ(misfit("@null", column(type_of("point", "point"), true)), "");
}

TEST(Preset, MovesTimesOfAllKindsButNotInKeys) {
    const auto misfit = [](const char* type, const char* mask, bool by_value) {
        Masked masked = column(type_of(type, type));
        masked.shifted_by_value = by_value;
        return find_misfit(parse_preset(mask), masked).value_or("");
    };
    EXPECT_EQ(misfit("date", "@date", true), "");
    EXPECT_THAT(misfit("date", "@date(by: c.id)", true), HasSubstr("write @date without by"));
    for (const char* const type :
         {"daterange", "tstzrange", "time without time zone", "time with time zone", "interval"}) {
        EXPECT_EQ(misfit(type, "@date(by: c.id)", false), "") << type;
        EXPECT_THAT(misfit(type, "@date", true), HasSubstr("its values are in a key")) << type;
    }
    EXPECT_EQ(misfit("time without time zone", "@date(within: 1 d)", false), "");
    EXPECT_THAT(misfit("interval", "@date(within: 3 d)", false), HasSubstr("without within"));
    EXPECT_THAT(misfit("datemultirange", "@date", false), HasSubstr("is not for values"));
}

TEST(Preset, KeepsTheValuesOfAUniqueColumnApartUpToSoManyRows) {
    const auto most = [](const char* mask, const ValueType& type) {
        return std::floor(count_distinct(parse_preset(mask), column(type, true)).value_or(-1));
    };
    EXPECT_EQ(most("@phone", varchar(30)), 141'421);
    EXPECT_EQ(most("@phone", varchar(10)), 14'142);
    EXPECT_EQ(most("@ip", type_of("inet", "inet")), 579);
    EXPECT_EQ(most("@card", varchar(19)), 141'421);
    EXPECT_EQ(most("@card", varchar(16)), 4'472);
    EXPECT_EQ(most("@hash", varchar(8)), 9'268);
    EXPECT_GT(most("@email", varchar(30)), 10'000'000);
    EXPECT_GT(most("@name", varchar(30)), 100'000);
    EXPECT_EQ(most("@number", type_of("bigint", "bigint")), -1);

    const PresetCall phone = parse_preset("@phone");
    EXPECT_FALSE(find_misfit(phone, column(varchar(10), true, 14'000)));
    EXPECT_THAT(find_misfit(phone, column(varchar(10), true, 15'000)).value_or(""),
                HasSubstr("up to 14142 rows in 10 characters, and there are about 15000; @id"));
}

}  // namespace
}  // namespace subset
