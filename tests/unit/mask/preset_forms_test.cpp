#include "mask/made_up/preset_forms.hpp"

#include "mask/parse/parse_preset.hpp"
#include "support/value_types.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>

namespace subset {
namespace {

using testing_support::type_of;

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

// Describes a text column, of any length where `length` is 0.
Masked text_column(std::string name, int length, std::uint64_t unique_rows = 0) {
    const ValueType type =
        length == 0
            ? type_of("text", "text")
            : type_of("character varying(" + std::to_string(length) + ")", "character varying");
    Masked masked;
    masked.shape = shape_of(type);
    masked.base_type = type.base_type;
    masked.column = std::move(name);
    masked.unique = unique_rows > 0;
    masked.rows = unique_rows;
    return masked;
}

TEST(PresetForms, TheNarrowestColumnDecidesForAll) {
    const PresetCall hash = parse_preset("@hash");
    PresetForms forms;
    forms.add(hash, text_column("a.wide", 0));
    EXPECT_EQ(forms.form_of(hash).length, std::nullopt);
    EXPECT_FALSE(forms.form_of(hash).distinct);
    forms.add(hash, text_column("a.narrow", 8, 100));
    forms.add(hash, text_column("a.middle", 20));
    EXPECT_EQ(forms.form_of(hash).length, 8U);
    EXPECT_TRUE(forms.form_of(hash).distinct);
    EXPECT_THAT(forms.explain_differences(), IsEmpty());
    EXPECT_EQ(forms.form_of(parse_preset("@email")).length, std::nullopt);
}

TEST(PresetForms, AColumnThatIsTooNarrowForTheOthersIsTold) {
    const PresetCall hash = parse_preset("@hash");
    PresetForms forms;
    forms.add(hash, text_column("a.wide", 0));
    forms.add(hash, text_column("a.tiny", 4));
    EXPECT_EQ(forms.form_of(hash).length, std::nullopt);
    EXPECT_THAT(forms.explain_differences(),
                ElementsAre(Field(&Fault::message,
                                  "a.tiny has room for 4 characters only: its @hash masks are "
                                  "others than those of the same values in a.wide")));
}

TEST(PresetForms, ATextOfTheSameShapeNeedsNoMoreRoomThanItHas) {
    PresetForms forms;
    for (const char* const preset : {"@text(keep: shape)", "@text"}) {
        forms.add(parse_preset(preset), text_column("a.wide", 0));
        forms.add(parse_preset(preset), text_column("a.narrow", 19));
    }
    EXPECT_THAT(forms.explain_differences(),
                ElementsAre(Field(&Fault::message, HasSubstr("its @text masks are others"))));
}

TEST(PresetForms, AUniqueColumnThatNeedsMoreRoomIsNotCutForANarrowOne) {
    const PresetCall hash = parse_preset("@hash");
    PresetForms forms;
    forms.add(hash, text_column("a.unique", 0, 1'000'000));
    forms.add(hash, text_column("a.narrow", 8));
    forms.add(hash, text_column("a.middle", 20));
    EXPECT_EQ(forms.form_of(hash).length, 20U);
    EXPECT_THAT(forms.explain_differences(),
                ElementsAre(Field(&Fault::message, HasSubstr("a.narrow has room for 8"))));
}

TEST(PresetForms, MasksOfAnIdentityAreToldBesideThoseOfTheValue) {
    Masked user = text_column("a.user", 0);
    user.identity = "c.user_id";
    PresetForms forms;
    for (const char* const preset : {"@email", "@hash"}) {
        forms.add(parse_preset(preset), user);
    }
    EXPECT_THAT(forms.explain_differences(), IsEmpty());
    for (const char* const preset : {"@email", "@hash"}) {
        forms.add(parse_preset(preset), text_column("a.letter", 0));
    }
    // A hash says nothing of the person, and is made of the value.
    EXPECT_THAT(forms.explain_differences(),
                ElementsAre(Field(&Fault::message,
                                  "the @email masks of a.user are made of the row's identity: they "
                                  "are others than those of the same values in a.letter")));
}

TEST(PresetForms, AColumnThatDoesNotTellCaseDecidesForAll) {
    const PresetCall name = parse_preset("@username");
    PresetForms forms;
    forms.add(name, text_column("a.exact", 0));
    EXPECT_FALSE(forms.form_of(name).folded);
    Masked folded = text_column("a.folded", 0);
    folded.folded = true;
    forms.add(name, folded);
    EXPECT_TRUE(forms.form_of(name).folded);
}

}  // namespace
}  // namespace subset
