// Tests presets inside SQL, mask_when, identity, and what lifts the mask of a glob.
#include "mask/masks.hpp"
#include "support/catalog_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing_support::CatalogBuilder;

// A MaskCase holds the config and the catalog that the masks are made of.
class MaskCase {
public:
    explicit MaskCase(Catalog catalog) : catalog_{std::move(catalog)} {
        config_.mask.key = Text{"a key for tests 0123"};
    }
    TableRule& table(const std::string& name) {
        TableRule& rule = config_.tables.emplace_back();
        rule.name = Text{name, {"twin.toml", ++line_, 1}};
        return rule;
    }
    void mask(const std::string& name, const std::string& column, const std::string& mask) {
        TableRule& rule = table(name);
        rule.masks.push_back({Text{column, rule.name.place}, Text{mask, rule.name.place}});
    }
    void keep(const std::string& column) {
        config_.mask.keep.push_back(Text{column, {"twin.toml", ++line_, 1}});
    }
    [[nodiscard]] Masks make() const {
        return make_masks(config_, catalog_, ColumnGroups{catalog_},
                          IdVector<TableId, bool>(catalog_.tables.size(), true));
    }
    // What is masked, "users.email @email", and then what was lifted and what is wrong.
    [[nodiscard]] std::vector<std::string> result() const {
        const Masks masks = make();
        std::vector<std::string> lines;
        for (const Table& table : catalog_.tables) {
            for (std::size_t place = 0; place < table.columns.size(); ++place) {
                if (const auto& mask = masks.tables[table.id][place]) {
                    lines.push_back(table.name.name + "." + table.columns[place].name + " " +
                                    mask->text);
                }
            }
        }
        for (const UnmaskedColumn& each : masks.lifted) {
            const Table& table = catalog_.table(each.column.table);
            lines.push_back("lifted " + table.name.name + "." +
                            table.columns[each.column.column].name);
        }
        for (const Fault& fault : masks.faults) {
            lines.push_back(fault.message);
        }
        return lines;
    }

private:
    Catalog catalog_;
    Config config_;
    std::uint32_t line_ = 0;
};

MaskCase notes_of_two_tables() {
    return MaskCase{CatalogBuilder{}
                        .table("guide", {"id integer", "note text"})
                        .table("users", {"id integer", "note text", "role text"})
                        .build()};
}

TEST(MaskExceptions, ALaterEntryThatNamesTheTableLiftsTheMaskOfAGlob) {
    MaskCase notes = notes_of_two_tables();
    notes.mask("*", "note", "@text");
    notes.mask("guide", "note", "c.note");
    EXPECT_THAT(notes.result(), ElementsAre("users.note @text", "lifted guide.note"));
}

TEST(MaskExceptions, KeepLiftsTheMaskOfAGlobWhereItNamesTheColumn) {
    MaskCase notes = notes_of_two_tables();
    notes.keep("guide.note");
    notes.keep("*.note");
    notes.mask("*", "note", "@text");
    EXPECT_THAT(notes.result(), ElementsAre("users.note @text", "lifted guide.note"));
}

TEST(MaskExceptions, NeitherAnEarlierEntryNorAGlobNorAnExactMaskGivesWay) {
    MaskCase notes = notes_of_two_tables();
    notes.mask("guide", "note", "c.note");
    notes.mask("*", "note", "@text");
    notes.mask("gui*", "note", "c.note");
    EXPECT_THAT(notes.result(), ElementsAre("guide.note c.note", "users.note @text"));
    MaskCase exact = notes_of_two_tables();
    exact.mask("guide", "note", "@text");
    exact.mask("guide", "note", "c.note");
    EXPECT_THAT(exact.result(), ElementsAre("guide.note c.note"));
}

MaskCase addresses_of_two_tables() {
    return MaskCase{CatalogBuilder{}
                        .table("users", {"email text", "id integer"}, {"email"})
                        .table("visits", {"id integer", "email text"})
                        .reference("visits_email", "visits(email) -> users(email)")
                        .build()};
}

TEST(MaskExceptions, WhatReferencesAColumnGoesWithIt) {
    MaskCase visits = addresses_of_two_tables();
    visits.mask("*", "email", "@email");
    visits.mask("users", "email", "c.email");
    EXPECT_THAT(visits.result(), ElementsAre("lifted users.email", "lifted visits.email"));
    visits.mask("visits", "email", "@hash");
    EXPECT_THAT(visits.result(),
                ElementsAre("lifted users.email",
                            "public.visits.email cannot have a mask of its own: it references "
                            "public.users.email, which stays as it is (twin.toml:2:1)"));
}

TEST(MaskExceptions, WhatReferencesAMaskedColumnCannotBeExcepted) {
    MaskCase visits = addresses_of_two_tables();
    visits.mask("*", "email", "@email");
    visits.mask("visits", "email", "c.email");
    EXPECT_THAT(visits.result(),
                ElementsAre("lifted visits.email",
                            "public.visits.email cannot stay as it is: public.users.email, which "
                            "is masked, holds the same values"));
}

TEST(MaskExceptions, TheLastConditionOfATableIsThatOfAllItsMasks) {
    MaskCase notes = notes_of_two_tables();
    notes.mask("*", "note", "@text");
    notes.table("*").mask_when = Text{"c.id > 1"};
    notes.table("users").mask_when = Text{"c.role <> 'staff'"};
    const Masks masks = notes.make();
    ASSERT_THAT(masks.faults, IsEmpty());
    const ColumnMask& guide = masks.tables[TableId{0}][1].value();
    const ColumnMask& users = masks.tables[TableId{1}][1].value();
    EXPECT_EQ(guide.when.value().value, "c.id > 1");
    EXPECT_THAT(users.sql, HasSubstr("CASE WHEN (\nc.role <> 'staff'\n) IS FALSE THEN c.\"note\""));
    EXPECT_EQ(users.leaves, "((\nc.role <> 'staff'\n) IS FALSE)");
    EXPECT_TRUE(users.own_sql);
    EXPECT_TRUE(users.keyed);
}

TEST(MaskExceptions, AConditionOfAReferencedColumnSeesThatColumnAlone) {
    MaskCase visits = addresses_of_two_tables();
    visits.mask("users", "email", "@email");
    visits.table("users").mask_when = Text{"c.email NOT LIKE '%@shop.example'"};
    const Masks masks = visits.make();
    EXPECT_THAT(masks.faults, IsEmpty());
    EXPECT_THAT(masks.tables[TableId{1}][1].value().sql,
                HasSubstr("FROM (SELECT c.\"email\" AS \"email\") AS c)"));
}

TEST(MaskExceptions, OneValueHasOneCondition) {
    const auto make = [](const char* condition) {
        MaskCase both{CatalogBuilder{}
                          .table("guests", {"email text"}, {"email"})
                          .table("users", {"email text"}, {"email"})
                          .table("visits", {"id integer", "email text"})
                          .reference("visits_guests", "visits(email) -> guests(email)")
                          .reference("visits_users", "visits(email) -> users(email)")
                          .build()};
        both.mask("guests", "email", "@email");
        both.mask("users", "email", "@email");
        both.table("guests").mask_when = Text{"c.email <> 'x'"};
        both.table("users").mask_when = Text{condition};
        return both.make().faults;
    };
    EXPECT_THAT(make("c.email <> 'x'"), IsEmpty());
    ASSERT_EQ(make("c.email <> 'y'").size(), 1U);
    EXPECT_THAT(make("c.email <> 'y'").front().message,
                HasSubstr("the masks of public.guests.email and public.users.email differ"));
}

TEST(MaskExceptions, AConditionThatMeetsNoMaskIsAFault) {
    MaskCase notes = notes_of_two_tables();
    notes.mask("users", "note", "@text");
    notes.table("guide").mask_when = Text{"c.id > 1"};
    notes.table("guide").identity = Text{"id"};
    notes.table("users").identity = Text{"user_id"};
    EXPECT_THAT(notes.result(),
                ElementsAre("users.note @text",
                            "column \"user_id\" in [[table]] identity does not exist in "
                            "public.users"));
    MaskCase met = notes_of_two_tables();
    met.mask("users", "note", "@text");
    met.table("guide").mask_when = Text{"c.id > 1"};
    met.table("guide").identity = Text{"id"};
    EXPECT_THAT(met.result(),
                ElementsAre("users.note @text", "mask_when in [[table]] \"guide\" meets no mask",
                            "identity in [[table]] \"guide\" meets no mask"));
}

TEST(MaskExceptions, PresetsStandInSql) {
    MaskCase notes = notes_of_two_tables();
    notes.mask("users", "note", "CASE WHEN c.role = '@text' THEN c.note ELSE @text END");
    notes.mask("guide", "note", "@hash(c.id::text) || '@example.com'");
    const Masks masks = notes.make();
    ASSERT_THAT(masks.faults, IsEmpty());
    const ColumnMask& users = masks.tables[TableId{1}][1].value();
    EXPECT_THAT(users.sql, HasSubstr("c.role = '@text' THEN c.note ELSE (("));
    EXPECT_TRUE(users.keyed);
    EXPECT_THAT(masks.tables[TableId{0}][1].value().sql,
                HasSubstr("FROM (SELECT (\nc.id::text\n)::text AS v OFFSET 0) AS given) || "
                          "'@example.com'\n)::text"));
}

TEST(MaskExceptions, APresetInSqlMustFitToo) {
    MaskCase notes = notes_of_two_tables();
    notes.mask("users", "id", "abs(@email)");
    notes.mask("users", "note", "upper(@emial)");
    notes.mask("users", "role", "'x' || @number(c.id)");
    EXPECT_THAT(notes.result(),
                ElementsAre("users.role 'x' || @number(c.id)", "there is no mask @emial",
                            "public.users.id cannot be masked: @email is not for values of type "
                            "integer"));
    EXPECT_THAT(notes.make().tables[TableId{1}][2].value().sql, Not(HasSubstr("@number")));
}

TEST(MaskExceptions, SqlWithoutAPresetNeedsNoKey) {
    MaskCase notes = notes_of_two_tables();
    notes.mask("users", "note", "'x' || c.id");
    notes.mask("users", "role", "'x' || @null");
    const Masks masks = notes.make();
    EXPECT_FALSE(masks.tables[TableId{1}][1].value().keyed);
    EXPECT_FALSE(masks.tables[TableId{1}][2].value().keyed);
}

}  // namespace
}  // namespace subset
