#include "catalog/column_sql.hpp"

#include "support/catalog_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace subset {
namespace {

using testing::ElementsAre;
using testing_support::CatalogBuilder;
using testing_support::inherit;
using testing_support::table_id;

std::string order(const Catalog& catalog, const std::string& table, const std::string& by = "") {
    const Relation relation = catalog.tree_of(catalog.own_rows(table_id(catalog, table)));
    return render_order(by.empty() ? std::nullopt : std::optional{Text{by, {}}}, catalog, relation,
                        "t");
}

TEST(RenderOrder, EndsWithThePrimaryKeyOrTheRowId) {
    const Catalog catalog =
        CatalogBuilder{}
            .table("lines", {"order integer", "line integer"}, {"order", "line"})
            .table("log", {"text text"}, {})
            .build();
    EXPECT_EQ(order(catalog, "lines"), "t.\"order\", t.\"line\"");
    EXPECT_EQ(order(catalog, "log"), "t.tableoid, t.ctid");
    // The user's order has lines of its own, as it may end with a comment.
    EXPECT_EQ(order(catalog, "log", "text -- so"), "\ntext -- so\n, t.tableoid, t.ctid");
}

TEST(RenderOrder, OfATreeHasBothAsKeysAreOfEachTable) {
    Catalog catalog =
        CatalogBuilder{}.table("cars", {"id integer"}).table("vehicles", {"id integer"}).build();
    inherit(catalog, "cars", "vehicles");
    EXPECT_EQ(order(catalog, "vehicles"), "t.\"id\", t.tableoid, t.ctid");
    EXPECT_EQ(order(catalog, "cars"), "t.\"id\"");
}

TEST(RenderRaw, IsANumberAUuidOrTheTextThatTheTypePrints) {
    ValueType type;
    type.output_function = "pg_catalog.bpcharout";
    type.key_kind = KeyKind::integer;
    EXPECT_EQ(render_raw(type, "c.\"a\""), "c.\"a\"::pg_catalog.int8");
    type.key_kind = KeyKind::uuid;
    EXPECT_EQ(render_raw(type, "c.\"a\""), "c.\"a\"::pg_catalog.uuid");
    for (const KeyKind kind : {KeyKind::text, KeyKind::server}) {
        type.key_kind = kind;
        EXPECT_EQ(render_raw(type, "c.\"a\""), "pg_catalog.textin(pg_catalog.bpcharout(c.\"a\"))");
    }
    type.output_type = "public.state";
    EXPECT_EQ(render_text(type, "c.\"a\""),
              "pg_catalog.textin(pg_catalog.bpcharout((c.\"a\")::public.state))");
}

// Makes a written reference by a column and an expression.
Catalog notes(const std::string& when) {
    return CatalogBuilder{}
        .table("orders", {"tenant integer", "no integer"}, {"tenant", "no"})
        .table("notes", {"tenant integer", "about text"}, {})
        .written("r", "notes(tenant, (c.about::int)) -> orders(tenant, no)", when)
        .build();
}

TEST(RenderChildValue, AnExpressionIsComputedOnlyWhereItsConditionHolds) {
    const Catalog always = notes("");
    EXPECT_EQ(render_child_value(always, always.references[ReferenceId{0}], 0), "c.\"tenant\"");
    EXPECT_EQ(render_child_value(always, always.references[ReferenceId{0}], 1),
              "(\n(c.about::int)\n)");
    const Catalog sometimes = notes("c.kind = 'o'");
    EXPECT_EQ(render_child_value(sometimes, sometimes.references[ReferenceId{0}], 1),
              "(CASE WHEN (\nc.kind = 'o'\n) THEN (\n(c.about::int)\n) END)");
    EXPECT_THAT(child_column_names(always, always.references[ReferenceId{0}]),
                ElementsAre("tenant", "(c.about::int)"));
}

TEST(RenderPresence, WantsTheConditionAndAllValues) {
    const Catalog catalog = notes("c.kind = 'o'");
    EXPECT_EQ(render_presence(catalog, catalog.references[ReferenceId{0}]),
              "(\nc.kind = 'o'\n) AND c.\"tenant\" IS NOT NULL AND (CASE WHEN (\nc.kind = 'o'\n) "
              "THEN (\n(c.about::int)\n) END) IS NOT NULL");
}

TEST(RenderPresence, OfASinglePartitionWantsTheRowToBeInThere) {
    const Catalog catalog = CatalogBuilder{}
                                .table("users", {"id integer"})
                                .table("visits", {"id integer", "user_id integer"})
                                .leaves({"visits_a", "visits_b"})
                                .reference("r", "visits_b(user_id) -> users(id)")
                                .build();
    const Table& visits = catalog.table(table_id(catalog, "visits"));
    EXPECT_EQ(render_presence(catalog, catalog.references[ReferenceId{0}]),
              "c.\"user_id\" IS NOT NULL AND c.tableoid = ANY ('{" +
                  std::to_string(visits.leaves[1].oid) + "}'::pg_catalog.oid[])");
}

// Renders how a child's column of one collation is compared with a parent's of another.
std::string compared(const std::string& child, const std::string& parent,
                     KeyKind kind = KeyKind::text) {
    Catalog catalog = CatalogBuilder{}
                          .table("users", {"name text"}, {"name"})
                          .table("notes", {"author text"}, {})
                          .reference("r", "notes(author) -> users(name)")
                          .build();
    Column& parents = catalog.tables[table_id(catalog, "users")].columns[0];
    Column& children = catalog.tables[table_id(catalog, "notes")].columns[0];
    parents.collation = parent;
    children.collation = child;
    parents.key_kind = kind;
    return render_compared_value(catalog, catalog.references[ReferenceId{0}], 0);
}

TEST(RenderComparedValue, TheParentsCollationDecidesWhereItMatters) {
    const std::string value = "c.\"author\"";
    const std::string usual = "pg_catalog.\"default\"";
    const std::string c = "pg_catalog.\"C\"";
    const std::string german = "pg_catalog.\"de_DE\"";
    EXPECT_EQ(compared("", ""), value);
    EXPECT_EQ(compared(c, c), value);
    // Between deterministic ones equality is the same, and the default gives way.
    EXPECT_EQ(compared(usual, c), value);
    EXPECT_EQ(compared(c, usual), value);
    // Two named collations would be an error.
    EXPECT_EQ(compared(german, c), value + " COLLATE " + c);
    // Only the server may say what is equal under a collation that is not deterministic.
    EXPECT_EQ(compared(usual, "public.blind", KeyKind::server), value + " COLLATE public.blind");
}

}  // namespace
}  // namespace subset
