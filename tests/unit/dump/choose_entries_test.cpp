#include "dump/choose_entries.hpp"

#include "subset/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;

// These are pg_class.oid of system catalogs, the same in every version.
constexpr Oid of_classes = 1259;
constexpr Oid of_procedures = 1255;
constexpr Oid of_schemas = 2615;
constexpr Oid of_extensions = 3079;
constexpr Oid of_policies = 3256;
constexpr Oid of_casts = 2605;

// Holds a table of contents, line by line, and what is known of both ends.
struct Dump {
    std::vector<TocEntry> entries;
    SourceObjects source;
    TargetSurvey survey;

    Dump& add(int dump_id, const std::string& type, const std::string& name, Oid catalog = 0,
              Oid object = 0, const std::vector<int>& depends_on = {}) {
        TocEntry entry;
        entry.dump_id = dump_id;
        entry.kind = parse_entry_kind(type);
        entry.name = name;
        entry.title = type + " " + name;
        entry.catalog = catalog;
        entry.object = object;
        entry.depends_on = depends_on;
        entries.push_back(entry);
        return *this;
    }
    ObstructedObject& obstruct(Oid catalog, Oid object, Obstacle obstacle,
                               const std::string& text) {
        ObstructedObject& each = source.obstructed.emplace_back();
        each.catalog = catalog;
        each.object = object;
        each.obstacle = obstacle;
        each.text = text;
        return each;
    }
    [[nodiscard]] ChosenEntries choose() const { return choose_entries(entries, source, survey); }
    // Returns the dump ids of the entries that are kept.
    [[nodiscard]] std::vector<int> kept() const {
        std::vector<int> ids;
        for (const TocEntry& entry : choose().kept) {
            ids.push_back(entry.dump_id);
        }
        return ids;
    }
    [[nodiscard]] std::vector<std::string> warnings() const {
        std::vector<std::string> messages;
        for (const Fault& fault : choose().warnings) {
            messages.push_back(fault.message);
        }
        return messages;
    }
    [[nodiscard]] Error failure() const {
        try {
            (void)choose();
        } catch (const Error& error) {
            return error;
        }
        ADD_FAILURE() << "nothing thrown";
        return Error{ErrorKind::system, ""};
    }
};

// Makes it a column or a constraint that a CREATE TABLE must not hold.
ObstructedObject& make_item(ObstructedObject& object, const std::string& item) {
    object.item = item;
    object.table = 16'001;
    object.table_name = {"public", "goods"};
    return object;
}

TEST(ChooseEntries, KeepsWhatNothingStandsAgainstInTheOrderOfTheArchive) {
    const Dump dump = Dump{}
                          .add(9, "TABLE", "public users", of_classes, 16'001)
                          .add(2, "FUNCTION", "public f()", of_procedures, 16'002)
                          .add(5, "COMMENT", "public TABLE users", 0, 0, {9});
    EXPECT_THAT(dump.kept(), ElementsAre(9, 2, 5));
    EXPECT_THAT(dump.choose().left_out, IsEmpty());
    EXPECT_THAT(dump.warnings(), IsEmpty());
}

// Of user mappings the plan has told.
TEST(ChooseEntries, EventTriggersAndUserMappingsStayWhereTheyAre) {
    const Dump dump = Dump{}
                          .add(1, "EVENT TRIGGER", "on_ddl", 3466, 16'001)
                          .add(2, "USER MAPPING", "USER MAPPING app SERVER far", 1418, 16'002);
    EXPECT_THAT(dump.kept(), IsEmpty());
    EXPECT_THAT(
        dump.warnings(),
        ElementsAre("left out: EVENT TRIGGER on_ddl: event triggers stay the target's own"));
}

TEST(ChooseEntries, WhatCannotBeTakenGoesWithWhatIsAboutIt) {
    Dump dump = Dump{}
                    .add(1, "VIEW", "public sums", of_classes, 16'001)
                    .add(2, "COMMENT", "public VIEW sums", 0, 0, {1})
                    .add(3, "VIEW", "public others", of_classes, 16'003)
                    .add(4, "TABLE ATTACH", "public part", 0, 0, {1});
    dump.obstruct(of_classes, 16'001, Obstacle::superuser, "view public.sums").because =
        "function f()";
    EXPECT_THAT(dump.kept(), ElementsAre(3));
    EXPECT_THAT(dump.choose().left_out, ElementsAre(16'001));
    EXPECT_THAT(dump.warnings(), ElementsAre("left out: view public.sums, which needs function "
                                             "f(): only a superuser may create that"));
    EXPECT_THAT(dump.choose().notes, IsEmpty());
}

TEST(ChooseEntries, WhatTheConfigLeavesOutIsANoteAndNoWarning) {
    Dump dump = Dump{}.add(1, "VIEW", "public sums", of_classes, 16'001);
    dump.obstruct(of_classes, 16'001, Obstacle::schema_left_out, "view public.sums");
    EXPECT_THAT(dump.kept(), IsEmpty());
    EXPECT_THAT(dump.warnings(), IsEmpty());
    EXPECT_THAT(dump.choose().notes,
                ElementsAre("left out: view public.sums: [source] schemas leaves that out"));
}

TEST(ChooseEntries, WhatIsAPartOfAnotherOrOfAnAbsentTableGoesWithoutAWord) {
    Dump dump = Dump{}
                    .add(1, "INDEX", "public i", of_classes, 16'001)
                    .add(2, "VIEW", "public v", of_classes, 16'002);
    dump.obstruct(of_classes, 16'001, Obstacle::superuser, "index public.i").own = true;
    dump.obstruct(of_classes, 16'002, Obstacle::absent, "view public.v");
    EXPECT_THAT(dump.kept(), IsEmpty());
    EXPECT_THAT(dump.warnings(), IsEmpty());
    EXPECT_THAT(dump.choose().notes, IsEmpty());
}

TEST(ChooseEntries, ATableCannotBeLeftOutByItself) {
    Dump dump = Dump{}.add(1, "TABLE", "public users", of_classes, 16'001);
    dump.obstruct(of_classes, 16'001, Obstacle::schema_left_out, "table public.users").because =
        "type billing.plan";
    const Error config = dump.failure();
    EXPECT_EQ(config.kind(), ErrorKind::config);
    EXPECT_THAT(config.what(),
                HasSubstr("table public.users needs type billing.plan: [source] schemas leaves "
                          "that out"));
    dump.source.obstructed[0].obstacle = Obstacle::superuser;
    EXPECT_EQ(dump.failure().kind(), ErrorKind::privilege);
}

TEST(ChooseEntries, WhatIsWrittenIntoATableHoldsTheTableBack) {
    Dump dump = Dump{}.add(1, "TABLE", "public users", of_classes, 16'001);
    ObstructedObject& check =
        dump.obstruct(2606, 16'005, Obstacle::superuser, "constraint c on table public.users");
    check.written_into = "table public.users";
    check.because = "function f()";
    EXPECT_EQ(dump.failure().kind(), ErrorKind::privilege);
    EXPECT_THAT(dump.failure().what(), HasSubstr("table public.users needs function f()"));
    // With an entry of its own it is left out like anything else.
    dump.add(2, "CHECK CONSTRAINT", "public users c", 2606, 16'005);
    EXPECT_THAT(dump.kept(), ElementsAre(1));
}

TEST(ChooseEntries, TakesOutOfATableWhatAnAbsentTableOrASkippedExtensionIsNeededFor) {
    Dump dump = Dump{}
                    .add(1, "TABLE", "public goods", of_classes, 16'001)
                    .add(2, "COMMENT", "public COLUMN goods.place", 0, 0, {1})
                    .add(3, "COMMENT", "public COLUMN goods.price", 0, 0, {1});
    ObstructedObject& column = make_item(dump.obstruct(of_classes, 16'001, Obstacle::extension,
                                                       "column place of table public.goods"),
                                         "place");
    column.is_column = true;
    column.because = "type geometry";
    ObstructedObject& check = make_item(
        dump.obstruct(2606, 16'005, Obstacle::absent, "constraint c on table public.goods"), "c");
    check.written_into = "table public.goods";
    ObstructedObject& fallback = make_item(
        dump.obstruct(2604, 16'006, Obstacle::extension, "default value for column code"), "code");
    fallback.is_default = true;
    fallback.written_into = "table public.goods";
    EXPECT_THAT(dump.kept(), ElementsAre(1, 3));
    const ChosenEntries chosen = dump.choose();
    ASSERT_THAT(chosen.left_out_items, ElementsAre(Key(16'001)));
    const TableItems& items = chosen.left_out_items.at(16'001);
    EXPECT_EQ(items.table.text(), "public.goods");
    EXPECT_THAT(items.columns, ElementsAre("place"));
    EXPECT_THAT(items.constraints, ElementsAre("c"));
    EXPECT_THAT(items.defaults, ElementsAre("code"));
    // Another stage tells of the absent table.
    EXPECT_THAT(chosen.notes,
                ElementsAre("left out: column place of table public.goods, which needs type "
                            "geometry: [target] skip_extensions leaves its extension out",
                            "left out: default value for column code: [target] skip_extensions "
                            "leaves its extension out"));
}

TEST(ChooseEntries, WhatOnlyASuperuserMadeAndTheTargetKeepsIsThere) {
    Dump dump = Dump{}
                    .add(1, "FUNCTION", "public f()", of_procedures, 16'001)
                    .add(2, "TRIGGER", "public users t", 0, 0, {1});
    SuperuserObject& present = dump.source.present.emplace_back();
    present.catalog = of_procedures;
    present.object = 16'001;
    EXPECT_THAT(dump.kept(), ElementsAre(2));
    EXPECT_THAT(dump.warnings(), IsEmpty());
}

TEST(ChooseEntries, ExtensionsComeWhereTheTargetHasNone) {
    Dump dump = Dump{}
                    .add(1, "EXTENSION", "citext", of_extensions, 1)
                    .add(2, "EXTENSION", "hstore", of_extensions, 2)
                    .add(3, "EXTENSION", "postgis", of_extensions, 3)
                    .add(4, "EXTENSION", "pg_cron", of_extensions, 4)
                    .add(5, "COMMENT", "EXTENSION citext", 0, 0, {1})
                    .add(6, "ACCESS METHOD", "by hstore", 0, 0, {2})
                    .add(7, "ACCESS METHOD", "by postgis", 0, 0, {3});
    dump.source.extensions = {{1, "citext", "public", "1"},
                              {2, "hstore", "public", "1"},
                              {3, "postgis", "gis", "1", false}};
    dump.source.skipped_extensions = {4};
    dump.survey.extensions = {"hstore"};
    dump.survey.needless_extensions = {"postgis"};
    // The comment is that of the extension's own control file, and what needs hstore finds it.
    EXPECT_THAT(dump.kept(), ElementsAre(1, 6));
    EXPECT_THAT(dump.warnings(),
                ElementsAre(HasSubstr("EXTENSION postgis: nothing in scope needs it")));
    EXPECT_THAT(dump.choose().notes,
                ElementsAre("left out: EXTENSION pg_cron: [target] skip_extensions leaves it out, "
                            "or what it requires"));
}

TEST(ChooseEntries, SchemasThatAreThereStayAndTheirCommentIsTheOwners) {
    Dump dump = Dump{}
                    .add(1, "SCHEMA", "public", of_schemas, 1)
                    .add(2, "COMMENT", "SCHEMA public", 0, 0, {1})
                    .add(3, "SCHEMA", "shop", of_schemas, 2)
                    .add(4, "COMMENT", "SCHEMA shop", 0, 0, {3})
                    .add(5, "SCHEMA", "new", of_schemas, 3)
                    .add(6, "COMMENT", "SCHEMA new", 0, 0, {5});
    dump.source.schemas = {{1, "public"}, {2, "shop"}, {3, "new"}};
    dump.survey.schemas = {"public", "shop"};
    dump.survey.owned_schemas = {"shop"};
    EXPECT_THAT(dump.kept(), ElementsAre(4, 5, 6));
}

TEST(ChooseEntries, PoliciesForRolesThatTheTargetHasNotStayOut) {
    Dump dump = Dump{}
                    .add(1, "POLICY", "public users own", of_policies, 1)
                    .add(2, "POLICY", "public users all", of_policies, 2)
                    .add(3, "POLICY", "public users public", of_policies, 3);
    dump.source.policies = {{1, {"public", "users"}, "own", {"app", "web"}},
                            {2, {"public", "users"}, "all", {"admin"}}};
    dump.survey.missing_roles = {"web"};
    EXPECT_THAT(dump.kept(), ElementsAre(2, 3));
    EXPECT_THAT(
        dump.warnings(),
        ElementsAre("left out: policy own on public.users: the target has no role \"web\""));
}

TEST(ChooseEntries, ObjectsInNoSchemaThatTheTargetKeepsAreNotMadeAgain) {
    Dump dump = Dump{}
                    .add(1, "CAST", "CAST (bigint AS inet)", of_casts, 1)
                    .add(2, "COMMENT", "CAST (bigint AS inet)", 0, 0, {1})
                    .add(3, "CAST", "CAST (integer AS inet)", of_casts, 2);
    dump.source.outside = {{of_casts, 1, "CAST (bigint AS inet)"},
                           {of_casts, 2, "CAST (integer AS inet)"}};
    dump.survey.outside_kept = {"CAST (bigint AS inet)"};
    EXPECT_THAT(dump.kept(), ElementsAre(3));
    EXPECT_THAT(dump.warnings(), IsEmpty());
}

}  // namespace
}  // namespace subset
