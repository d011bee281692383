#include "mask/parse/mask_sql.hpp"

#include "mask/parse/parse_preset.hpp"
#include "subset/error.hpp"
#include "support/catalog_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace subset {
namespace {

using testing::HasSubstr;
using testing_support::CatalogBuilder;

// The SQL with each preset as <number> or <number of SQL>, or what is wrong with it.
std::string marked(std::string_view sql) {
    const Catalog catalog =
        CatalogBuilder{}.table("users", {"id integer", "email text", "amount numeric"}).build();
    try {
        const auto presets = find_presets(sql, catalog.tables.front());
        return replace_presets(sql, presets, [](const PresetCall& call) {
            return "<" + std::to_string(static_cast<int>(call.preset)) + call.of.value_or("") + ">";
        });
    } catch (const Error& error) {
        return std::string{"error: "} + error.what() + " / " + error.hint();
    }
}

std::string mark(Preset preset, const std::string& of = "") {
    return "<" + std::to_string(static_cast<int>(preset)) + of + ">";
}

TEST(MaskSql, APresetIsAnOperatorDirectlyBeforeItsName) {
    EXPECT_EQ(marked("CASE WHEN c.id = 1 THEN c.email ELSE @email END"),
              "CASE WHEN c.id = 1 THEN c.email ELSE " + mark(Preset::email) + " END");
    EXPECT_EQ(marked("@Email"), mark(Preset::email));
    EXPECT_EQ(marked("lower(@email)||@hash"), "lower(" + mark(Preset::email) + ")||@hash");
    EXPECT_EQ(marked("c.email || @hash"), "c.email || " + mark(Preset::hash));
}

TEST(MaskSql, AnAtSignElsewhereIsNone) {
    for (const std::string sql :
         {"'x@email'", "\"@email\"", "$$@email$$", "$a$ @email $a$", "E'\\'@email'",
          "c.x -- @email", "/* @email /* */ @email */ c.x", "c.email @>email", "c.id =@email",
          "@ email", "@ number", "@c.amount", "@amount", "@(c.amount)", "@ c.id", "@-5",
          "@/**/email", "@\"email\""}) {
        EXPECT_EQ(marked(sql), sql);
    }
}

TEST(MaskSql, AnotherWordIsASlip) {
    EXPECT_THAT(marked("lower(@emial)"),
                HasSubstr("error: there is no mask @emial / Did you mean @email? There are @null"));
    EXPECT_THAT(marked("@s.amount"), HasSubstr("there is no mask @s"));
    EXPECT_THAT(marked("1 + @abs(c.id)"), HasSubstr("with a space behind it"));
}

TEST(MaskSql, APresetThatIsPartOfAnOperatorIsFound) {
    EXPECT_EQ(find_glued_preset("c.x||@email"), "@email");
    EXPECT_EQ(find_glued_preset("c.x || @email || '||@hash'"), std::nullopt);
    EXPECT_EQ(find_glued_preset("c.x <@other"), std::nullopt);
}

TEST(MaskSql, ArgumentsEndWithTheirParenthesis) {
    EXPECT_EQ(marked("@email(c.email || ')') || 'x'"),
              mark(Preset::email, "c.email || ')'") + " || 'x'");
    EXPECT_EQ(marked("@hash ( coalesce(c.email, (c.id)::text) )"),
              mark(Preset::hash, "coalesce(c.email, (c.id)::text)"));
    EXPECT_EQ(marked("@date (by: c.id)"), mark(Preset::date));
    EXPECT_THAT(marked("@email(c.email"), HasSubstr("error: the mask @email( is not closed"));
    EXPECT_THAT(marked("@email(c.email -- )"), HasSubstr("is not closed"));
}

TEST(MaskSql, OnePresetAloneIsNoSqlOfTheUsers) {
    EXPECT_FALSE(has_own_sql("@email"));
    EXPECT_FALSE(has_own_sql("  @email (keep: domain)\n"));
    EXPECT_EQ(parse_preset("  @email (keep: domain)\n").keep, "domain");
    EXPECT_TRUE(has_own_sql("@email -- an address"));
    EXPECT_FALSE(has_own_sql("@json({$.a: @hash})"));
    EXPECT_TRUE(has_own_sql("@email(c.other)"));
    EXPECT_TRUE(has_own_sql("@date(by: c.user_id)"));
    EXPECT_TRUE(has_own_sql("@email || 'x'"));
    EXPECT_TRUE(has_own_sql("upper(c.name)"));
    EXPECT_TRUE(has_own_sql("@email("));
}

TEST(MaskSql, APresetIsFoundWithinSqlAndWithinAnother) {
    EXPECT_TRUE(has_preset("@id", Preset::id));
    EXPECT_TRUE(has_preset("CASE WHEN c.x THEN c.id ELSE @id END", Preset::id));
    EXPECT_TRUE(has_preset("@hash((@id)::text)", Preset::id));
    EXPECT_FALSE(has_preset("@hash(c.id)", Preset::id));
    EXPECT_FALSE(has_preset("'@id'", Preset::id));
}

TEST(MaskSql, TheColumnItselfIsKnown) {
    EXPECT_TRUE(is_column_itself("c.note", "note"));
    EXPECT_TRUE(is_column_itself(" C . NOTE ", "note"));
    EXPECT_TRUE(is_column_itself("c.\"No\"\"te\"", "No\"te"));
    EXPECT_FALSE(is_column_itself("c.Note", "Note"));
    EXPECT_FALSE(is_column_itself("c.note || ''", "note"));
    EXPECT_FALSE(is_column_itself("c.other", "note"));
    EXPECT_FALSE(is_column_itself("note", "note"));
}

}  // namespace
}  // namespace subset
