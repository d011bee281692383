#include "catalog/explain_unknown.hpp"

#include "support/catalog_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace subset {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using testing_support::CatalogBuilder;

Catalog shop() {
    Catalog catalog = CatalogBuilder{}
                          .table("users", {"id integer", "name text"})
                          .table("billing.invoices", {"id integer"})
                          .table("billing.notes", {"id integer"})
                          .table("support.notes", {"id integer"})
                          .view("user_names")
                          .build();
    ExtensionRelation& relation = catalog.extension_relations.emplace_back();
    relation.name = {"public", "spatial_ref_sys"};
    relation.extension = "postgis";
    return catalog;
}

Fault unknown(const std::string& name, const std::string& key = "[[root]] table") {
    return explain_unknown(key, {name, {"twin.toml", 7, 9}}, shop());
}

TEST(ExplainUnknown, SaysWhereWhatDoesNotExist) {
    const Fault fault = unknown("zebras");
    EXPECT_EQ(fault.message, "[[root]] table public.zebras does not exist in the source");
    EXPECT_EQ(fault.hint,
              "Names are taken as the catalog spells them; without a schema it is public.");
    EXPECT_EQ(fault.place.line, 7U);
}

TEST(ExplainUnknown, SuggestsTheNearestName) {
    EXPECT_EQ(unknown("usrs").hint, "Did you mean \"users\"?");
    EXPECT_EQ(unknown("Users").hint, "Did you mean \"users\"?");
}

TEST(ExplainUnknown, SuggestsTheNameInAnotherSchemaWithIt) {
    EXPECT_EQ(unknown("invoices").hint, "Did you mean \"billing.invoices\"?");
    EXPECT_EQ(unknown("invoice").hint, "Did you mean \"billing.invoices\"?");
    EXPECT_EQ(unknown("notes").hint,
              "There is such a table in other schemas: billing.notes, "
              "support.notes; without a schema it is public.");
}

TEST(ExplainUnknown, AViewIsNoTable) {
    EXPECT_EQ(unknown("user_names").message,
              "[[root]] table public.user_names is a view or a foreign table");
    EXPECT_THAT(unknown("user_names").hint, StartsWith("Only a table's rows can be roots"));
    EXPECT_THAT(unknown("user_names", "[[table]] name").hint,
                StartsWith("Only a table has rows of its own"));
    EXPECT_THAT(unknown("user_names", "[[child]] table").hint,
                StartsWith("Only tables have references"));
}

TEST(ExplainUnknown, AnExtensionsTableIsTheExtensions) {
    const Fault fault = unknown("spatial_ref_sys");
    EXPECT_EQ(fault.message, "[[root]] table public.spatial_ref_sys belongs to extension postgis");
    EXPECT_EQ(fault.hint, "Its rows are the extension's own in each database.");
    ExtensionRelation with_rows;
    with_rows.condition = "WHERE srid > 900000";
    EXPECT_THAT(explain_extension_rows(with_rows), HasSubstr("users have added"));
}

TEST(ExplainUnknown, NamesTheColumnsThatThereAre) {
    EXPECT_EQ(render_columns_hint(shop().tables.back()), "its columns are id.");
    EXPECT_EQ(render_columns_hint(shop().table(testing_support::table_id(shop(), "users"))),
              "its columns are id, name.");
}

}  // namespace
}  // namespace subset
