#include "catalog/written/element_sql.hpp"

#include "catalog/column_sql.hpp"
#include "support/catalog_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace subset {
namespace {

using testing::HasSubstr;
using testing_support::CatalogBuilder;

// notes(tenant, label_ids) refer to labels(tenant, id), by the elements of the latter.
class ElementSql : public testing::Test {
protected:
    ElementSql() {
        Column& array = catalog_.tables[reference().child.table].columns[1];
        array.sized_type = array.type;  // no domain
    }

    [[nodiscard]] const Reference& reference() const { return catalog_.reference(ReferenceId{0}); }

    Catalog catalog_ = CatalogBuilder{}
                           .table("labels", {"tenant integer", "id integer"}, {"tenant", "id"})
                           .table("notes", {"tenant integer", "label_ids integer[]"}, {})
                           .written("r", "notes(tenant, label_ids) -> labels(tenant, id)", "")
                           .build();
};

TEST_F(ElementSql, AnElementIsComparedAndTheArrayStandsInTheRow) {
    EXPECT_EQ(render_child_value(catalog_, reference(), 1), "c.\"label_ids\"");
    EXPECT_EQ(render_reference_value(catalog_, reference(), 1), element_value);
    EXPECT_EQ(render_reference_value(catalog_, reference(), 0), "c.\"tenant\"");
    EXPECT_EQ(child_type(catalog_, reference(), 1).base_type, "integer");
}

TEST_F(ElementSql, NullsReferenceNothing) {
    EXPECT_EQ(render_presence(catalog_, reference()),
              "c.\"tenant\" IS NOT NULL AND EXISTS (SELECT FROM pg_catalog.unnest(c.\"label_ids\") "
              "AS u (v) WHERE u.v IS NOT NULL)");
    EXPECT_EQ(render_raw_elements(catalog_, reference()),
              "ARRAY(SELECT u.v::pg_catalog.int8 FROM pg_catalog.unnest(c.\"label_ids\") AS u (v) "
              "WHERE u.v IS NOT NULL)");
}

TEST_F(ElementSql, EachIsJoinedToItsRow) {
    EXPECT_EQ(render_join_elements(catalog_, reference(), ElementRows::all),
              " CROSS JOIN LATERAL pg_catalog.unnest(c.\"label_ids\") AS \"c: elements\" (\"c: "
              "element\")");
    EXPECT_THAT(render_join_elements(catalog_, reference(), ElementRows::numbered),
                HasSubstr("WITH ORDINALITY AS \"c: elements\" (\"c: element\", \"c: place\")"));
    EXPECT_THAT(render_join_elements(catalog_, reference(), ElementRows::distinct),
                HasSubstr("(SELECT DISTINCT u.\"c: element\" AS \"c: element\" FROM"));
    Reference plain = reference();
    plain.elements.reset();
    EXPECT_EQ(render_join_elements(catalog_, plain, ElementRows::all), "");
}

TEST_F(ElementSql, AnArrayOfAnotherTypeIsCast) {
    EXPECT_EQ(render_comparable_array(catalog_, reference(), "integer"), "c.\"label_ids\"");
    EXPECT_EQ(render_comparable_array(catalog_, reference(), "pg_catalog.numeric"),
              "(c.\"label_ids\")::pg_catalog.numeric[]");
    Column& array = catalog_.tables[reference().child.table].columns[1];
    array.type = "public.ids";  // a domain
    EXPECT_EQ(render_comparable_array(catalog_, reference(), "integer"),
              "(c.\"label_ids\")::integer[]");
}

}  // namespace
}  // namespace subset
