#include "mask/column_groups.hpp"

#include "support/catalog_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;
using testing_support::CatalogBuilder;
using testing_support::inherit;
using testing_support::table_id;

// Groups the columns of a catalog. A column is named "users.email".
class Grouped {
public:
    explicit Grouped(Catalog catalog) : catalog_{std::move(catalog)}, groups_{catalog_} {}

    [[nodiscard]] std::vector<std::string> group_of(const std::string& column) const {
        std::vector<std::string> names;
        for (const ColumnOf& each : groups_.members(groups_.group_of(find(column)))) {
            names.push_back(name(each));
        }
        return names;
    }
    [[nodiscard]] bool is_head(const std::string& column) const {
        return groups_.is_head(find(column));
    }
    [[nodiscard]] std::string head_of(const std::string& column) const {
        return name(groups_.head_of(find(column)));
    }

private:
    [[nodiscard]] ColumnOf find(const std::string& text) const {
        const auto dot = text.find('.');
        const TableId table = table_id(catalog_, text.substr(0, dot));
        return {table, catalog_.table(table).column_named(text.substr(dot + 1)).value()};
    }
    [[nodiscard]] std::string name(ColumnOf column) const {
        const Table& table = catalog_.table(column.table);
        return table.name.name + "." + table.columns[column.column].name;
    }

    Catalog catalog_;
    ColumnGroups groups_;
};

// The references are logins -> users <- invoices. Nothing references another column of users.
Grouped mails() {
    return Grouped{CatalogBuilder{}
                       .table("users", {"email text", "name text"}, {"email"})
                       .table("logins", {"id integer", "email text"})
                       .table("invoices", {"id integer", "mail text"})
                       .reference("l", "logins(email) -> users(email)")
                       .reference("i", "invoices(mail) -> users(email)")
                       .build()};
}

TEST(ColumnGroups, HoldAColumnAndAllThatReferenceIt) {
    const Grouped groups = mails();
    const auto all = UnorderedElementsAre("users.email", "logins.email", "invoices.mail");
    EXPECT_THAT(groups.group_of("users.email"), all);
    EXPECT_THAT(groups.group_of("logins.email"), all);
    EXPECT_THAT(groups.group_of("invoices.mail"), all);
}

TEST(ColumnGroups, AColumnOfNoReferenceIsAGroupOfItsOwn) {
    const Grouped groups = mails();
    EXPECT_THAT(groups.group_of("users.name"), ElementsAre("users.name"));
    EXPECT_THAT(groups.group_of("logins.id"), ElementsAre("logins.id"));
    EXPECT_TRUE(groups.is_head("users.name"));
    EXPECT_EQ(groups.head_of("users.name"), "users.name");
}

TEST(ColumnGroups, TheHeadIsWhatTheOthersReference) {
    const Grouped groups = mails();
    EXPECT_TRUE(groups.is_head("users.email"));
    EXPECT_FALSE(groups.is_head("logins.email"));
    EXPECT_EQ(groups.head_of("invoices.mail"), "users.email");
    EXPECT_EQ(groups.head_of("users.email"), "users.email");
}

TEST(ColumnGroups, AreInTheOrderOfTablesAndColumns) {
    EXPECT_THAT(mails().group_of("users.email"),
                ElementsAre("invoices.mail", "logins.email", "users.email"));
}

TEST(ColumnGroups, AChainIsOneGroupWithOneHead) {
    const Grouped groups{CatalogBuilder{}
                             .table("a", {"id integer"})
                             .table("b", {"id integer"})
                             .table("c", {"id integer"})
                             .reference("ba", "b(id) -> a(id)")
                             .reference("cb", "c(id) -> b(id)")
                             .build()};
    EXPECT_THAT(groups.group_of("c.id"), UnorderedElementsAre("a.id", "b.id", "c.id"));
    EXPECT_FALSE(groups.is_head("b.id"));
    EXPECT_EQ(groups.head_of("c.id"), "a.id");
}

TEST(ColumnGroups, OfACycleEachIsAHead) {
    const Grouped groups{CatalogBuilder{}
                             .table("a", {"id integer"})
                             .table("b", {"id integer"})
                             .table("c", {"id integer"})
                             .reference("ab", "a(id) -> b(id)")
                             .reference("ba", "b(id) -> a(id)")
                             .reference("cb", "c(id) -> b(id)")
                             .build()};
    EXPECT_TRUE(groups.is_head("a.id"));
    EXPECT_TRUE(groups.is_head("b.id"));
    EXPECT_FALSE(groups.is_head("c.id"));
}

TEST(ColumnGroups, TheAncestorsAreWhatAColumnReferencesAndNeverWhatReferencesIt) {
    const Catalog catalog = CatalogBuilder{}
                                .table("a", {"id integer"})
                                .table("b", {"id integer"})
                                .table("c", {"id integer"})
                                .reference("ba", "b(id) -> a(id)")
                                .reference("cb", "c(id) -> b(id)")
                                .build();
    const ColumnGroups groups{catalog};
    const ColumnOf a{table_id(catalog, "a"), 0};
    const ColumnOf b{table_id(catalog, "b"), 0};
    EXPECT_THAT(groups.ancestors({table_id(catalog, "c"), 0}), UnorderedElementsAre(a, b));
    EXPECT_THAT(groups.ancestors(a), ElementsAre());
}

TEST(ColumnGroups, AnAncestorOfAllRowsIsReferencedWithoutACondition) {
    Catalog catalog = CatalogBuilder{}
                          .table("a", {"id integer"})
                          .table("b", {"id integer"})
                          .table("c", {"x integer", "y integer"}, {"x", "y"})
                          .table("d", {"x integer", "y integer"}, {})
                          .written("ba", "b(id) -> a(id)")
                          .reference("dc", "d(x, y) -> c(x, y)")
                          .build();
    const ColumnOf b{table_id(catalog, "b"), 0};
    const ColumnOf x{table_id(catalog, "d"), 0};
    const ColumnOf y{table_id(catalog, "d"), 1};
    catalog.tables[x.table].columns[1].not_null = true;
    EXPECT_EQ(ColumnGroups{catalog}.ancestors_of_all_rows(b).size(), 1U);
    EXPECT_EQ(ColumnGroups{catalog}.ancestors_of_all_rows(x).size(), 1U);
    EXPECT_EQ(ColumnGroups{catalog}.ancestors_of_all_rows(y).size(), 0U);
    for (Reference& reference : catalog.references) {
        reference.when = "c.kind = 'a'";
    }
    EXPECT_EQ(ColumnGroups{catalog}.ancestors_of_all_rows(b).size(), 0U);
    EXPECT_EQ(ColumnGroups{catalog}.ancestors(b).size(), 1U);
}

TEST(ColumnGroups, AColumnApartHoldsNoValueOfAnother) {
    const Catalog catalog = CatalogBuilder{}
                                .table("a", {"id integer"})
                                .table("b", {"id integer"})
                                .reference("ba", "b(id) -> a(id)")
                                .build();
    const ColumnOf b{table_id(catalog, "b"), 0};
    const ColumnGroups groups{catalog, {b}};
    EXPECT_TRUE(groups.is_head(b));
    EXPECT_THAT(groups.members(groups.group_of(b)), ElementsAre(b));
}

TEST(ColumnGroups, AColumnMayReferenceItself) {
    const Grouped groups{CatalogBuilder{}
                             .table("a", {"id integer", "twin integer"})
                             .reference("same", "a(id) -> a(id)")
                             .reference("other", "a(twin) -> a(id)")
                             .build()};
    EXPECT_TRUE(groups.is_head("a.id"));
    EXPECT_EQ(groups.head_of("a.twin"), "a.id");
}

TEST(ColumnGroups, OfTwoHeadsAColumnHasOneThatItReferences) {
    // Table x references one of the heads, y both.
    const Grouped groups{CatalogBuilder{}
                             .table("a", {"id integer"})
                             .table("b", {"id integer"})
                             .table("x", {"id integer", "of integer"})
                             .table("y", {"id integer", "of integer"})
                             .reference("xb", "x(of) -> b(id)")
                             .reference("ya", "y(of) -> a(id)")
                             .reference("yb", "y(of) -> b(id)")
                             .build()};
    EXPECT_THAT(groups.group_of("x.of"), UnorderedElementsAre("a.id", "b.id", "x.of", "y.of"));
    EXPECT_EQ(groups.head_of("x.of"), "b.id");
    EXPECT_EQ(groups.head_of("y.of"), "a.id");
}

TEST(ColumnGroups, PairColumnsOfAReferenceBySeveral) {
    const Grouped groups{CatalogBuilder{}
                             .table("orders", {"tenant integer", "no integer"}, {"tenant", "no"})
                             .table("lines", {"tenant integer", "order_no integer"}, {})
                             .reference("r", "lines(order_no, tenant) -> orders(no, tenant)")
                             .build()};
    EXPECT_THAT(groups.group_of("lines.tenant"),
                UnorderedElementsAre("lines.tenant", "orders.tenant"));
    EXPECT_THAT(groups.group_of("lines.order_no"),
                UnorderedElementsAre("lines.order_no", "orders.no"));
}

TEST(ColumnGroups, AnExpressionIsNoColumn) {
    const Grouped groups{CatalogBuilder{}
                             .table("orders", {"tenant integer", "no integer"}, {"tenant", "no"})
                             .table("notes", {"tenant integer", "about text"}, {})
                             .written("r", "notes(tenant, (c.about::int)) -> orders(tenant, no)")
                             .build()};
    EXPECT_THAT(groups.group_of("notes.about"), ElementsAre("notes.about"));
    EXPECT_THAT(groups.group_of("orders.no"), ElementsAre("orders.no"));
    EXPECT_THAT(groups.group_of("notes.tenant"),
                UnorderedElementsAre("notes.tenant", "orders.tenant"));
}

TEST(ColumnGroups, AReferenceOfATreeIsOfTheColumnsOfThatNameInEachTable) {
    Catalog catalog = CatalogBuilder{}
                          .table("owners", {"id integer"})
                          .table("vehicles", {"id integer", "owner integer"})
                          .table("cars", {"doors integer", "owner integer"}, {})
                          .written("r", "vehicles(owner) -> owners(id)")
                          .build();
    inherit(catalog, "cars", "vehicles");
    catalog.references[ReferenceId{0}].child =
        catalog.tree_of(catalog.references[ReferenceId{0}].child);
    const Grouped groups{std::move(catalog)};
    EXPECT_THAT(groups.group_of("owners.id"),
                UnorderedElementsAre("owners.id", "vehicles.owner", "cars.owner"));
    EXPECT_THAT(groups.group_of("cars.doors"), ElementsAre("cars.doors"));
}

}  // namespace
}  // namespace subset
