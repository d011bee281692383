#include "script/extension_care.hpp"

#include "support/plan_entries.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing_support::CatalogBuilder;
using testing_support::Entries;
using testing_support::reference_id;
using testing_support::table_id;

const QualifiedName units{"ext", "units"};

ExtensionRelation make_units(const std::string& key) {
    ExtensionRelation relation;
    relation.name = units;
    relation.extension = "measures";
    relation.condition = "";
    relation.columns = "unit, factor";
    relation.definitions = "unit text, factor numeric";
    relation.key = key;
    relation.updates = key.empty() ? "" : "factor = excluded.factor";
    return relation;
}

// Plans for goods, which reference the table of an extension, whose rows are the target's own.
Plan goods(Entries& entries) {
    Catalog catalog = CatalogBuilder{}
                          .table("ext.units", {"unit text", "factor numeric"}, {"unit"})
                          .table("goods", {"id integer", "unit text"})
                          .reference("good_unit", "goods(unit) -> ext.units(unit)")
                          .build();
    catalog.tables[table_id(catalog, "ext.units")].extension = "measures";
    catalog.extension_relations = {make_units("unit")};
    return entries.root("goods").plan(catalog);
}
Plan goods() {
    Entries entries;
    return goods(entries);
}

constexpr ExtensionRights all_rights{true, true, true, true, true};

ExtensionCare care(const ExtensionRights& rights, const TargetConfig& config = {}) {
    return {std::map<QualifiedName, ExtensionRights>{{units, rights}}, config};
}

TargetConfig keep_mode() {
    TargetConfig config;
    config.mode = TargetMode::keep;
    return config;
}

bool proves(const ExtensionCare& care, const Plan& plan, bool child_in_twin = true) {
    TargetFit fit;
    fit.tables.resize(plan.tables.size());
    fit.tables[table_id(plan.catalog, "goods")].in_twin = child_in_twin;
    return !care.fit(plan, fit).lacks(reference_id(plan.catalog, "good_unit"));
}

TEST(ExtensionCare, AReferenceIsProvenWhereTheTableWillBeThere) {
    const Plan plan = goods();
    EXPECT_TRUE(proves(care(all_rights), plan));
    EXPECT_FALSE(proves(care({false, true, true, true}), plan));
    EXPECT_FALSE(proves(ExtensionCare{std::map<QualifiedName, ExtensionRights>{}, {}}, plan));
    // Without a target everything is taken to be allowed.
    EXPECT_TRUE(proves(ExtensionCare{}, plan));
}

TEST(ExtensionCare, InAKeptSchemaItMustBeReadToo) {
    const Plan plan = goods();
    EXPECT_TRUE(proves(care(all_rights, keep_mode()), plan));
    EXPECT_FALSE(proves(care({true, true, true, false}, keep_mode()), plan));
    EXPECT_FALSE(proves(care(all_rights, keep_mode()), plan, false));
}

TargetState dev(bool has_extension = true) {
    TargetState state;
    state.role = "app";
    if (has_extension) {
        state.extensions = {"measures"};
    }
    return state;
}

// Returns the message and the hint of what check_references() throws.
std::pair<std::string, std::string> refusal(const ExtensionCare& care, const Plan& plan,
                                            const TargetState& state) {
    try {
        care.check_references(plan, state);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::privilege);
        return {error.faults().at(0).message, error.faults().at(0).hint};
    }
    return {"allowed", ""};
}

TEST(ExtensionCare, AForeignKeyNeedsTheRightToReference) {
    const Plan plan = goods();
    EXPECT_EQ(refusal(care(all_rights), plan, dev()).first, "allowed");
    const auto [message, hint] = refusal(care({true, true, false, true}), plan, dev());
    EXPECT_EQ(message,
              "the role \"app\" may not reference ext.units, which belongs to extension "
              "measures, as good_unit of public.goods does");
    EXPECT_EQ(hint,
              "Have a superuser run once in the target: GRANT REFERENCES ON "
              "\"ext\".\"units\" TO \"app\";");
}

TEST(ExtensionCare, SaysHowToGetTheRightWhereTheExtensionIsNotThereYet) {
    const Plan plan = goods();
    const ExtensionRights rights{true, true, false, true};
    EXPECT_THAT(refusal(care(rights), plan, dev(false)).second,
                HasSubstr("CREATE EXTENSION \"measures\" SCHEMA \"ext\"; GRANT REFERENCES"));
    TargetConfig beside;
    beside.atomic = Atomic::database;
    EXPECT_THAT(refusal(care(rights, beside), plan, dev()).second,
                HasSubstr("leave atomic = \"database\" out of [target]"));
}

TEST(ExtensionCare, ACutThatTheTargetDecidesNeedsToReadTheTable) {
    Entries entries;
    entries.cut("goods", "good_unit");
    const Plan plan = goods(entries);
    ASSERT_EQ(plan.references[ReferenceId{0}].cut, Cut::in_target);
    EXPECT_EQ(refusal(care(all_rights), plan, dev()).first, "allowed");
    EXPECT_THAT(refusal(care({true, true, true, false}), plan, dev()).second,
                HasSubstr("GRANT SELECT, REFERENCES ON"));
}

TEST(ExtensionCare, WhatIsNotThereOrKeptNeedsNoRight) {
    const Plan plan = goods();
    EXPECT_EQ(refusal(care({false, true, false, true}), plan, dev()).first, "allowed");
    EXPECT_EQ(refusal(care({true, true, false, true}, keep_mode()), plan, dev()).first, "allowed");
}

ExtensionRows two_rows() {
    ExtensionRows rows;
    rows.rows = 2;
    rows.lines = "m\t1\nkm\t1000\n";
    return rows;
}

// Says what becomes of two rows of units: "chosen", or the warning.
std::string chosen(const ExtensionRights& rights, const std::string& key = "unit") {
    Plan plan = goods();
    plan.catalog.extension_relations = {make_units(key)};
    ExtensionCare with_rights = care(rights);
    const auto rows = with_rights.choose(plan.catalog, dev(), {two_rows()});
    EXPECT_EQ(rows.size() + with_rights.warnings().size(), 1U);
    return rows.empty()
               ? with_rights.warnings().at(0).message + " | " + with_rights.warnings().at(0).hint
               : "chosen";
}

TEST(ExtensionCare, RowsComeWhereTheRoleMayWriteThem) {
    EXPECT_EQ(chosen(all_rights), "chosen");
    const std::string what =
        "left out: 2 rows of ext.units, which users have added to extension "
        "measures: ";
    EXPECT_EQ(chosen({false, true, true, true}),
              what + "the target has no such table | Have the extension created in the target.");
    EXPECT_EQ(chosen({true, true, true, true, false}),
              what +
                  "the target's table has other columns | ALTER EXTENSION ... UPDATE brings it "
                  "to the source's version.");
    EXPECT_EQ(chosen({true, false, true, true}),
              what +
                  "the role \"app\" may not write it | Have a superuser run once in the target: "
                  "GRANT SELECT, INSERT, UPDATE ON \"ext\".\"units\" TO \"app\";");
}

TEST(ExtensionCare, RowsWithoutAKeyMustBeComparedToo) {
    const ExtensionRights writes{true, true, true, false};
    EXPECT_EQ(chosen(writes), "chosen");
    EXPECT_THAT(chosen(writes, ""), HasSubstr("may not write it"));
}

TEST(CopyBeside, BringsRowsByTheirKeyAndUpdatesThoseThatAreThere) {
    const CopyBeside copy = make_copy_beside(make_units("unit"), two_rows());
    EXPECT_EQ(copy.before, "CREATE TEMPORARY TABLE subset_beside (unit text, factor numeric)");
    EXPECT_EQ(copy.copy, "COPY pg_temp.subset_beside (unit, factor) FROM STDIN (FORMAT text)");
    EXPECT_EQ(copy.lines, two_rows().lines);
    EXPECT_EQ(copy.rows, 2U);
    EXPECT_THAT(copy.after, HasSubstr("ON CONFLICT (unit) DO UPDATE SET factor = excluded.factor"));
    EXPECT_THAT(copy.after, EndsWith("; DROP TABLE pg_temp.subset_beside"));
}

TEST(CopyBeside, WithoutAKeyComparesWholeRows) {
    const std::string after = make_copy_beside(make_units(""), two_rows()).after;
    EXPECT_THAT(after, Not(HasSubstr("ON CONFLICT")));
    EXPECT_THAT(after, HasSubstr("WHERE r OPERATOR(pg_catalog.*=) s"));
}

TEST(RaiseSequence, NeverLowersIt) {
    ExtensionRelation sequence = make_units("");
    sequence.is_sequence = true;
    ExtensionRows rows;
    rows.last_value = 41;
    const std::string sql = render_raise_sequence(sequence, rows);
    EXPECT_THAT(sql, HasSubstr("AS s WHERE s.last_value < 41"));
    EXPECT_THAT(sql, HasSubstr("has_sequence_privilege("));
}

TEST(CutsInTarget, LeaveNullWhatTheTargetsTableLacks) {
    Entries entries;
    entries.cut("goods", "good_unit");
    Plan plan = goods(entries);
    EXPECT_THAT(render_cuts_in_target(plan),
                HasSubstr("UPDATE ONLY \"public\".\"goods\" AS t SET \"unit\" = NULL WHERE"));
    plan.reference_outputs[ReferenceId{0}].in_twin = false;
    EXPECT_THAT(render_cuts_in_target(plan), IsEmpty());
    EXPECT_THAT(render_cuts_in_target(goods()), IsEmpty());
}

}  // namespace
}  // namespace subset
