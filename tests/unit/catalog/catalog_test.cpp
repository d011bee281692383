#include "catalog/catalog.hpp"

#include "support/catalog_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing_support::CatalogBuilder;
using testing_support::inherit;
using testing_support::reference_id;
using testing_support::table_id;

// From vehicles cars inherit, and tanks, which are out of scope; trailers stand by themselves. Each
// table has its columns in another order.
Catalog fleet() {
    Catalog catalog = CatalogBuilder{}
                          .table("cars", {"doors integer", "owner integer", "id integer"})
                          .table("owners", {"id integer"})
                          .table("army.tanks", {"id integer", "owner integer"})
                          .table("trailers", {"id integer"})
                          .table("vehicles", {"id integer", "owner integer"})
                          .reference("r", "vehicles(owner) -> owners(id)")
                          .build();
    inherit(catalog, "cars", "vehicles");
    inherit(catalog, "army.tanks", "vehicles");
    std::uint16_t leaf = 0;
    for (Table& table : catalog.tables) {
        table.first_leaf = ++leaf;
    }
    return catalog;
}

Relation tree_of(const Catalog& catalog, const std::string& table) {
    return catalog.tree_of(catalog.own_rows(table_id(catalog, table)));
}

TEST(Relation, OfAWholeTableCoversAllLeavesAndOfAPartitionItsOwn) {
    Relation relation;
    relation.table = TableId{3};
    EXPECT_TRUE(relation.covers(0));
    EXPECT_TRUE(relation.covers(7));
    relation.whole = false;
    relation.leaves = {2, 5};
    EXPECT_TRUE(relation.covers(5));
    EXPECT_FALSE(relation.covers(3));
}

TEST(Relation, CoversItsTableOrTheTree) {
    Relation relation;
    relation.table = TableId{3};
    EXPECT_THAT(relation.tables(), ElementsAre(TableId{3}));
    EXPECT_TRUE(relation.has(TableId{3}));
    EXPECT_FALSE(relation.has(TableId{1}));
    relation.tree = {TableId{1}, TableId{4}};
    EXPECT_THAT(relation.tables(), ElementsAre(TableId{1}, TableId{4}));
    EXPECT_TRUE(relation.has(TableId{1}));
    EXPECT_FALSE(relation.has(TableId{3}));
}

TEST(CatalogTrees, HoldTheHeirsThatAreInScope) {
    const Catalog catalog = fleet();
    EXPECT_THAT(tree_of(catalog, "vehicles").tree,
                ElementsAre(table_id(catalog, "cars"), table_id(catalog, "vehicles")));
}

TEST(CatalogTrees, ATableWithoutHeirsInScopeIsItself) {
    Catalog catalog = fleet();
    EXPECT_FALSE(tree_of(catalog, "trailers").is_tree());
    catalog.tables[table_id(catalog, "cars")].in_scope = false;
    EXPECT_FALSE(tree_of(catalog, "vehicles").is_tree());
}

TEST(CatalogTrees, OfATableOutOfScopeIsItsHeirs) {
    Catalog catalog = fleet();
    catalog.tables[table_id(catalog, "vehicles")].in_scope = false;
    EXPECT_THAT(tree_of(catalog, "vehicles").tree, ElementsAre(table_id(catalog, "cars")));
    EXPECT_TRUE(catalog.in_scope(tree_of(catalog, "vehicles")));
    EXPECT_FALSE(catalog.in_scope(catalog.own_rows(table_id(catalog, "vehicles"))));
}

TEST(CatalogTrees, ALeafSaysWhichTableARowIsOf) {
    const Catalog catalog = fleet();
    const Relation tree = tree_of(catalog, "vehicles");
    const TableId cars = table_id(catalog, "cars");
    EXPECT_EQ(catalog.table_with(tree, catalog.table(cars).first_leaf), cars);
    // A single table leaves nothing to find out.
    const Relation owners = catalog.own_rows(table_id(catalog, "owners"));
    EXPECT_EQ(catalog.table_with(owners, 99), owners.table);
}

TEST(CatalogTrees, ColumnsAreFoundByNameInAnotherTable) {
    const Catalog catalog = fleet();
    const TableId cars = table_id(catalog, "cars");
    const TableId vehicles = table_id(catalog, "vehicles");
    EXPECT_THAT(catalog.columns_in(cars, vehicles, {0, 1}), ElementsAre(2, 1));
    EXPECT_THAT(catalog.columns_in(cars, vehicles, {no_column, 1}), ElementsAre(no_column, 1));
    EXPECT_THAT(catalog.columns_in(vehicles, vehicles, {1}), ElementsAre(1));
}

TEST(CatalogTrees, AReferenceOfATreeIsEachTablesOwn) {
    Catalog catalog = fleet();
    const ReferenceId id = reference_id(catalog, "r");
    const TableId cars = table_id(catalog, "cars");
    // A declared reference is of the table alone.
    EXPECT_EQ(catalog.reference_of(id, cars).child.table, table_id(catalog, "vehicles"));
    Reference& reference = catalog.references[id];
    reference.child = catalog.tree_of(reference.child);
    const Reference own = catalog.reference_of(id, cars);
    EXPECT_EQ(own.child.table, cars);
    EXPECT_FALSE(own.child.is_tree());
    EXPECT_THAT(own.child_columns, ElementsAre(1));
    EXPECT_EQ(own.parent.table, table_id(catalog, "owners"));
}

TEST(Table, FindsColumnsAndLeaves) {
    const Catalog catalog = CatalogBuilder{}
                                .table("visits", {"id integer", "page text"})
                                .leaves({"visits_a", "visits_b"})
                                .build();
    Table table = catalog.tables[TableId{0}];
    EXPECT_EQ(table.column_named("page"), 1);
    EXPECT_FALSE(table.column_named("Page").has_value());
    EXPECT_THAT(table.names_of({1, 0}), ElementsAre("page", "id"));
    EXPECT_EQ(table.leaf(1).name.name, "visits_b");
    table.first_leaf = 40;
    EXPECT_EQ(table.leaf(41).name.name, "visits_b");
}

TEST(Catalog, FindsRelationsByTheirWholeName) {
    const Catalog catalog = CatalogBuilder{}
                                .table("visits", {"id integer"})
                                .leaves({"visits_a", "visits_b"})
                                .table("archive.visits", {"id integer"})
                                .build();
    EXPECT_FALSE(catalog.relation_named({"public", "visits_b"})->whole);
    EXPECT_THAT(catalog.relation_named({"public", "visits_b"})->leaves, ElementsAre(1));
    EXPECT_EQ(catalog.relation_named({"archive", "visits"})->table,
              table_id(catalog, "archive.visits"));
    EXPECT_EQ(catalog.relation_named({"archive", "visits_b"}), nullptr);
    EXPECT_EQ(catalog.extension_relation_named({"public", "visits"}), nullptr);
}

TEST(CanBeRead, NeedsARoleThatSeesAllRowsOfThisServer) {
    Table table;
    EXPECT_TRUE(can_be_read(table));
    table.readable = false;
    EXPECT_FALSE(can_be_read(table));
    Table hidden;
    hidden.row_security = {true, true, "own_rows"};
    EXPECT_FALSE(can_be_read(hidden));
    Table far;
    far.foreign_partition = QualifiedName{"public", "far"};
    EXPECT_FALSE(can_be_read(far));
    Table outside;
    outside.in_scope = false;
    EXPECT_FALSE(can_be_read(outside));
    // Its rows are asked for whatever [source] schemas says.
    outside.extension = "measures";
    EXPECT_TRUE(can_be_read(outside));
}

}  // namespace
}  // namespace subset
