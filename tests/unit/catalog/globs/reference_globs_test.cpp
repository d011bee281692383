#include "catalog/globs/reference_globs.hpp"

#include "support/catalog_builder.hpp"
#include "support/plan_entries.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_support::CatalogBuilder;
using testing_support::inherit;
using testing_support::told;

ReferenceRule rule(const std::string& table, const std::string& column = "user_id") {
    ReferenceRule made;
    made.table = TableName{table, {"twin.toml", 1, 1}};
    made.columns = {Text{column, {"twin.toml", 2, 1}}};
    made.parent = TableName{"users"};
    return made;
}

CatalogBuilder shop_with_users() {
    return CatalogBuilder{}
        .schema("audit")
        .table("users", {"id integer", "user_id integer"})
        .table("orders", {"id integer", "user_id integer"})
        .table("audit.visits", {"id integer", "user_id integer"})
        .table("likes", {"id integer", "user_id integer"})
        .table("units", {"id integer"})
        .reference("declared", "orders(user_id) -> users(id)");
}

std::vector<std::string> written_out(Catalog& catalog, std::vector<ReferenceRule> rules,
                                     std::vector<TableRule> tables = {}) {
    ReadScope scope;
    scope.references = std::move(rules);
    scope.row_rules = std::move(tables);
    std::vector<std::string> names;
    for (const ReferenceRule& each : write_out_globs(scope, catalog)) {
        names.push_back(each.table.name.text());
    }
    return names;
}

TEST(ReferenceGlobs, MeanEachTableWithTheColumnsThatDoesNotReferenceTheParentYet) {
    Catalog catalog = shop_with_users().build();
    EXPECT_THAT(written_out(catalog, {rule("*")}), ElementsAre("audit.visits", "public.likes"));
    EXPECT_THAT(catalog.notes,
                ElementsAre("[[reference]] table \"*\" (twin.toml:1:1) means 2 tables: "
                            "audit.visits, public.likes"));
    EXPECT_THAT(written_out(catalog, {rule("l*")}), ElementsAre("public.likes"));
}

TEST(ReferenceGlobs, AnEntryOfATablesOwnStandsFirstAndInTheGlobsPlace) {
    Catalog catalog = shop_with_users().build();
    EXPECT_THAT(written_out(catalog, {rule("*"), rule("likes")}),
                ElementsAre("public.likes", "audit.visits"));
    EXPECT_THAT(written_out(catalog, {rule("*"), rule("likes", "((c.user_id)::int)")}),
                ElementsAre("public.likes", "audit.visits"));
    EXPECT_THAT(written_out(catalog, {rule("*"), rule("likes", "((c.other)::int)")}),
                ElementsAre("public.likes", "audit.visits", "public.likes"));
}

TEST(ReferenceGlobs, MeanNoTableThatTakesNoRows) {
    Catalog catalog = shop_with_users().build();
    EXPECT_THAT(written_out(catalog, {rule("*")},
                            {{TableName{"likes"}, RowsRule::none, {}},
                             {TableName{"audit.*"}, RowsRule::all, {}}}),
                ElementsAre("audit.visits"));
}

TEST(ReferenceGlobs, MeanNoTableThatInheritsFromOneThatTheyMean) {
    Catalog catalog = shop_with_users().build();
    inherit(catalog, "likes", "audit.visits");
    EXPECT_THAT(written_out(catalog, {rule("*")}), ElementsAre("audit.visits"));
}

TEST(ReferenceGlobs, WarnWhereTheyMeanNoTable) {
    Catalog catalog = shop_with_users().build();
    EXPECT_THAT(written_out(catalog, {rule("*", "usr_id"), rule("ord*"), rule("x*")}), IsEmpty());
    EXPECT_THAT(told(catalog.warnings),
                ElementsAre(HasSubstr("2: no table that [[reference]] table \"*\" can mean has the "
                                      "column usr_id"),
                            HasSubstr("1: [[reference]] table \"ord*\" means no table: all that "
                                      "have the columns"),
                            HasSubstr("1: [[reference]] table \"x*\" matches no table")));
    EXPECT_THAT(catalog.warnings.front().hint, HasSubstr("Did you mean \"user_id\"?"));
}

}  // namespace
}  // namespace subset
