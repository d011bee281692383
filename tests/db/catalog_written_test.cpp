// [[reference]] entries as references of the catalog.
#include "catalog/read_catalog.hpp"
#include "support/catalog_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing_support::reference_id;
using testing_support::table_id;

class WrittenReferences : public testing_support::CatalogTest {
protected:
    // Its values stand in lines of their own, a line for each entry.
    ReferenceRule& add(const std::string& table, const std::vector<std::string>& columns,
                       const std::string& parent,
                       const std::vector<std::string>& parent_columns = {}) {
        ReferenceRule& rule = config_.references.emplace_back();
        const Place place{"twin.toml", static_cast<std::uint32_t>(config_.references.size()), 1};
        rule.place = place;
        rule.table = {table, place};
        rule.parent = {parent, place};
        for (const std::string& column : columns) {
            rule.columns.push_back({column, place});
        }
        for (const std::string& column : parent_columns) {
            rule.parent_columns.push_back({column, place});
        }
        return rule;
    }
};

TEST_F(WrittenReferences, AreNeitherDeclaredNorValidated) {
    execute(
        "CREATE TABLE orders (id bigint PRIMARY KEY, a int, b text, UNIQUE (a, b)); "
        "CREATE TABLE comments (kind text, subject int, body text)");
    ReferenceRule& rule = add("comments", {"subject"}, "orders");
    rule.name = Text{"on_order", {}};
    rule.when = Text{"c.kind = 'Order'", {}};
    add("comments", {"body", "subject"}, "orders", {"b", "a"});
    add("comments", {"body"}, "orders", {"b"});
    const Catalog catalog = read();
    EXPECT_THAT(catalog.faults, IsEmpty());
    ASSERT_THAT(catalog.references, SizeIs(3));
    const Reference& named = catalog.reference(reference_id(catalog, "on_order"));
    EXPECT_FALSE(named.declared());
    EXPECT_FALSE(named.validated);
    EXPECT_TRUE(named.parent_unique);
    EXPECT_TRUE(named.by_columns());
    EXPECT_EQ(named.when, "c.kind = 'Order'");
    EXPECT_THAT(named.parent_columns, ElementsAre(0));
    EXPECT_TRUE(named.operators.front().decidable_here);
    EXPECT_TRUE(catalog.reference(reference_id(catalog, "comments(body, subject) -> orders"))
                    .parent_unique);
    EXPECT_FALSE(
        catalog.reference(reference_id(catalog, "comments(body) -> orders")).parent_unique);
}

TEST_F(WrittenReferences, AnExpressionsTypeIsTheServers) {
    execute(
        "CREATE TABLE orders (id bigint PRIMARY KEY, code text); "
        "CREATE TABLE events (payload jsonb, code varchar(5))");
    add("events", {"((c.payload->>'id')::bigint)"}, "orders").name = Text{"by_id", {}};
    add("events", {"(lower(c.code))"}, "orders", {"code"}).name = Text{"by_code", {}};
    const Catalog catalog = read();
    EXPECT_THAT(catalog.faults, IsEmpty());
    const Reference& by_id = catalog.reference(reference_id(catalog, "by_id"));
    EXPECT_THAT(by_id.child_columns, ElementsAre(no_column));
    ASSERT_THAT(by_id.expressions, SizeIs(1));
    EXPECT_EQ(by_id.expressions.front().sql, "((c.payload->>'id')::bigint)");
    EXPECT_EQ(by_id.expressions.front().type.key_kind, KeyKind::integer);
    EXPECT_EQ(by_id.expressions.front().type.integer_bytes, 8);
    const Reference& by_code = catalog.reference(reference_id(catalog, "by_code"));
    EXPECT_EQ(by_code.expressions.front().type.base_type, "text");
    EXPECT_TRUE(by_code.operators.front().decidable_here);
}

TEST_F(WrittenReferences, OneThatIsDeclaredTooIsTheDeclaredOne) {
    execute(
        "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (p int CONSTRAINT f REFERENCES p)");
    add("c", {"p"}, "p").name = Text{"w", {}};
    add("c", {"p"}, "p").when = Text{"c.p > 0", {}};
    const Catalog catalog = read();
    ASSERT_THAT(catalog.references, SizeIs(2)) << "with a `when` it is another";
    EXPECT_EQ(catalog.references.front().name, "f");
    EXPECT_THAT(catalog.references.front().equal_names, ElementsAre("w"));
    EXPECT_TRUE(catalog.references.front().declared());
    EXPECT_TRUE(catalog.references.front().validated);
}

TEST_F(WrittenReferences, EachFaultHasItsPlaceAndTheRestIsTaken) {
    execute(
        "CREATE TABLE p (id int PRIMARY KEY, day date); CREATE TABLE keyless (id int); "
        "CREATE TABLE c (id int, t text, day text); "
        "CREATE TABLE parts (id int) PARTITION BY LIST (id); "
        "CREATE TABLE part PARTITION OF parts DEFAULT");
    add("nonesuch", {"id"}, "p");
    add("c", {"ref"}, "p");
    add("c", {"id"}, "keyless");
    add("c", {"id", "t"}, "p");
    add("c", {"day"}, "p", {"day"});
    add("c", {"(c.nonesuch)"}, "p");
    add("part", {"id"}, "p");
    add("c", {"id"}, "p");
    const Catalog catalog = read();
    std::vector<std::uint32_t> lines;
    for (const Fault& fault : catalog.faults) {
        lines.push_back(fault.place.line);
    }
    EXPECT_THAT(lines, ElementsAre(1, 2, 3, 4, 5, 6, 7));
    EXPECT_THAT(catalog.faults[1].hint, HasSubstr("id, t, day"));
    EXPECT_THAT(catalog.faults[4].message, HasSubstr("compares text with public.p.day"));
    EXPECT_THAT(catalog.faults[4].hint, HasSubstr("((c.day)::date)"));
    EXPECT_THAT(catalog.faults[6].hint, HasSubstr("public.parts"));
    EXPECT_THAT(catalog.references, SizeIs(1));
}

}  // namespace
}  // namespace subset
