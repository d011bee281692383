#include "source/statements/row_sql.hpp"

#include "support/keyed_plans.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace subset {
namespace {

using namespace std::string_view_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing_support::CatalogBuilder;
using testing_support::composite_plan;
using testing_support::eight_bytes;
using testing_support::integers;
using testing_support::plan_of;
using testing_support::reference_id;
using testing_support::tuples;

// Joins a child and a parent by one pair of columns of the given types.
struct OnePair {
    explicit OnePair(const std::string& child_type, const std::string& parent_type)
        : plan{plan_of(CatalogBuilder{}
                           .table("child", {"id integer", "ref " + child_type})
                           .table("parent", {"id " + parent_type})
                           .reference("r", "child(ref) -> parent(id)")
                           .build())},
          reference{plan.reference(reference_id(plan.catalog, "r"))},
          key{plan.parent_key(reference.parent_key)} {}

    [[nodiscard]] KeyedSql up(const KeyList& keys) const {
        return render_parents(plan, key, {keys, 0, keys.size()}, nullptr);
    }
    [[nodiscard]] KeyedSql down(const KeyList& keys) const {
        return render_children(plan, reference, {keys, 0, keys.size()}, nullptr);
    }

    Plan plan;
    const ReferencePlan& reference;
    const ParentKey& key;
};

TEST(RowSql, IntegersAreCastToTheFilteredColumnsOwnType) {
    const OnePair pair{"smallint", "bigint"};
    EXPECT_TRUE(pair.key.form == KeyForm::integer);
    EXPECT_THAT(pair.up(integers({7, 8})).sql,
                HasSubstr(R"(WHERE c."id" OPERATOR(pg_catalog.=) ANY ('{7,8}'::bigint[]))"));
    EXPECT_THAT(pair.down(integers({7})).sql,
                HasSubstr(R"(WHERE c."ref" OPERATOR(pg_catalog.=) ANY ('{7}'::smallint[]))"));
}

TEST(RowSql, KeysThatTheFilteredColumnCannotHoldAreDropped) {
    const OnePair pair{"smallint", "bigint"};
    const KeyList keys = integers({-32769, -32768, 32767, 32768, 3'000'000'000});
    EXPECT_THAT(pair.down(keys).sql, HasSubstr("'{-32768,32767}'::smallint[]"));
    EXPECT_THAT(pair.up(keys).sql, HasSubstr("'{-32769,-32768,32767,32768,3000000000}'::bigint[]"));
    const OnePair wider{"integer", "bigint"};
    EXPECT_THAT(wider.down(integers({-2147483649, -2147483648, 2147483647, 2147483648})).sql,
                HasSubstr("'{-2147483648,2147483647}'::integer[]"));
}

TEST(RowSql, WhereNoKeyFitsThereIsNothingToAsk) {
    const OnePair pair{"integer", "bigint"};
    EXPECT_THAT(pair.down(integers({3'000'000'000})).sql, IsEmpty());
    EXPECT_THAT(pair.up(integers({})).sql, IsEmpty());
}

TEST(RowSql, ANumericParentAndAnIntegerChildAreComparedAsNumeric) {
    const OnePair pair{"integer", "numeric"};
    EXPECT_FALSE(pair.key.form == KeyForm::integer);
    EXPECT_FALSE(pair.key.decidable_here);
    EXPECT_THAT(pair.up(tuples({{"7"}})).sql, HasSubstr(R"(ANY ('{"7"}'::integer[]))"));
    EXPECT_THAT(pair.down(tuples({{"2.50"}})).sql, HasSubstr(R"(ANY ('{"2.50"}'::numeric[]))"));
    EXPECT_TRUE(pair.down(tuples({{"2.50"}})).exact);
}

TEST(RowSql, TextKeysAreQuotedTwice) {
    const OnePair pair{"character varying", "text"};
    EXPECT_THAT(pair.up(tuples({{"a\"b'c\\d"}, {"NULL"}})).sql,
                HasSubstr(R"(ANY ( E'{"a\\"b''c\\\\d","NULL"}'::character varying[]))"));
}

TEST(RowSql, UuidsTravelAsBytesAndAreAskedForAsText) {
    const OnePair pair{"uuid", "uuid"};
    const std::string bytes{"\x12\x34\x56\x78\x9a\xbc\xde\xf0\x00\x11\x22\x33\x44\x55\x66\x77"sv};
    EXPECT_THAT(pair.up(tuples({{bytes}})).sql,
                HasSubstr(R"(ANY ('{"12345678-9abc-def0-0011-223344556677"}'::uuid[]))"));
    EXPECT_THAT(pair.up(tuples({{bytes}})).sql, HasSubstr(R"(c."id"::pg_catalog.uuid)"));
}

TEST(RowSql, ArraysAsKeysAreNotFlattened) {
    const OnePair pair{"integer[]", "integer[]"};
    const KeyedSql keyed = pair.up(tuples({{"{1,2}"}, {"{}"}}));
    EXPECT_TRUE(keyed.exact);
    EXPECT_THAT(keyed.sql, HasSubstr("(VALUES ('{1,2}'::integer[]), ('{}'::integer[])) AS k (k1)"));
    EXPECT_THAT(keyed.sql, Not(HasSubstr("ANY")));
}

// Notes that refer by elements of an array, whose index is there or not.
struct ByElements {
    explicit ByElements(const std::string& array, bool indexed = false) {
        Catalog catalog = CatalogBuilder{}
                              .table("notes", {"id integer", "label_ids " + array})
                              .table("labels", {"id integer"})
                              .written("r", "notes(label_ids) -> labels(id)")
                              .build();
        Table& notes = catalog.tables[testing_support::table_id(catalog, "notes")];
        notes.columns[1].sized_type = notes.columns[1].type;  // no domain
        if (indexed) {
            notes.indexed_elements = {1};
        }
        plan = plan_of(catalog);
    }

    [[nodiscard]] const ReferencePlan& reference() const {
        return plan.reference(reference_id(plan.catalog, "r"));
    }
    [[nodiscard]] std::string ruled() const {
        ReferencePlan limited = reference();
        limited.limit = 2;
        limited.order_by = "c.\"id\"";
        return render_ruled_children(plan, limited, "SELECT", nullptr);
    }

    Plan plan;
};

TEST(RowSql, OfArraysOneElementIsEnough) {
    const ByElements small{"smallint[]"};
    const KeyList keys = integers({7, 40'000});
    const KeyedSql down = render_children(small.plan, small.reference(), {keys, 0, 2}, nullptr);
    EXPECT_THAT(down.sql,
                HasSubstr(R"(WHERE c."label_ids" OPERATOR(pg_catalog.&&) ('{7}'::smallint[]))"));
    EXPECT_TRUE(down.exact);
    const KeyedSql scan =
        render_children(small.plan, small.reference(), {keys, 0, 2, true}, nullptr);
    EXPECT_THAT(scan.sql, HasSubstr(R"(WHERE EXISTS (SELECT FROM pg_catalog.unnest(c."label_ids") )"
                                    R"(AS u (v) WHERE u.v OPERATOR(pg_catalog.=) ANY ()"
                                    R"('{7}'::smallint[])))"));
    EXPECT_THAT(down.sql, HasSubstr("ARRAY(SELECT u.v::pg_catalog.int8 FROM"));
    EXPECT_THAT(render_whole_keys(small.plan, small.reference()),
                HasSubstr("\"c: elements\".\"c: element\" IS NOT NULL"));
}

TEST(RowSql, AnIndexOverElementsIsAskedByItsOwnOperator) {
    const std::string overlap = R"(c."label_ids" OPERATOR(pg_catalog.&&) ARRAY[p."id"]::integer[])";
    EXPECT_TRUE((ByElements{"integer[]", true}.reference().child_indexed));
    EXPECT_THAT((ByElements{"integer[]", true}.ruled()), HasSubstr(overlap));
    EXPECT_THAT((ByElements{"integer[]", true}.ruled()), HasSubstr("CROSS JOIN LATERAL (SELECT"));
    EXPECT_FALSE((ByElements{"integer[]"}.reference().child_indexed));
    EXPECT_THAT((ByElements{"integer[]"}.ruled()), Not(HasSubstr(overlap)));
    // A key of the parent's may be too large for the element's type.
    EXPECT_THAT((ByElements{"smallint[]", true}.ruled()), Not(HasSubstr("ARRAY[p.")));
}

std::vector<std::vector<std::string>> grid(std::int64_t tenants, std::int64_t codes) {
    std::vector<std::vector<std::string>> keys;
    for (std::int64_t tenant = 0; tenant < tenants; ++tenant) {
        for (std::int64_t code = 0; code < codes; ++code) {
            keys.push_back({eight_bytes(tenant), std::to_string(code)});
        }
    }
    return keys;
}

TEST(RowSql, CompositeKeysThatFillTheirGridAreFilteredColumnByColumn) {
    const Plan plan = composite_plan("text");
    const KeyList keys = tuples(grid(2, 2));
    const KeyedSql keyed =
        render_parents(plan, plan.parent_keys.front(), {keys, 0, keys.size()}, nullptr);
    EXPECT_FALSE(keyed.exact) << "the pairs are looked up on this side";
    EXPECT_THAT(keyed.sql,
                HasSubstr(R"(c."tenant" OPERATOR(pg_catalog.=) ANY ('{0,1}'::bigint[]))"));
    EXPECT_THAT(keyed.sql, HasSubstr(R"(ANY ('{"0","1"}'::text[]))"));
    const KeyedSql down =
        render_children(plan, plan.references.front(), {keys, 0, keys.size()}, nullptr);
    EXPECT_FALSE(down.exact);
    EXPECT_THAT(down.sql,
                HasSubstr(R"(c."tenant" OPERATOR(pg_catalog.=) ANY ('{0,1}'::integer[]))"));
}

TEST(RowSql, CompositeKeysThatWouldSelectTooMuchAreComparedByTheServer) {
    const Plan plan = composite_plan("text");
    std::vector<std::vector<std::string>> diagonal;
    for (std::int64_t number = 0; number < 20; ++number) {
        diagonal.push_back({eight_bytes(number), std::to_string(number)});
    }
    const KeyList keys = tuples(diagonal);
    const KeyedSql keyed =
        render_parents(plan, plan.parent_keys.front(), {keys, 0, keys.size()}, nullptr);
    EXPECT_TRUE(keyed.exact);
    EXPECT_THAT(keyed.sql, HasSubstr("EXISTS (SELECT FROM ROWS FROM (pg_catalog.unnest("));
    EXPECT_THAT(keyed.sql, HasSubstr("::bigint[]), pg_catalog.unnest("));
    EXPECT_THAT(keyed.sql,
                HasSubstr(R"(WHERE c."tenant" OPERATOR(pg_catalog.=) k.k1 AND c."code")"));
}

TEST(RowSql, WhatOnlyTheServerMayCompareIsComparedByTheServer) {
    const Plan plan = composite_plan("numeric");
    const KeyList keys = tuples(grid(2, 2));
    EXPECT_TRUE(
        render_parents(plan, plan.parent_keys.front(), {keys, 0, keys.size()}, nullptr).exact);
    EXPECT_TRUE(
        render_children(plan, plan.references.front(), {keys, 0, keys.size()}, nullptr).exact);
}

TEST(RowSql, ACompositeKeyIsDroppedWhereOneOfItsValuesDoesNotFit) {
    const Plan plan = composite_plan("text");
    const KeyList keys = tuples({{eight_bytes(3'000'000'000), "a"}, {eight_bytes(5), "b"}});
    const std::string sql =
        render_children(plan, plan.references.front(), {keys, 0, keys.size()}, nullptr).sql;
    EXPECT_THAT(sql, HasSubstr("'{5}'::integer[]"));
    EXPECT_THAT(sql, Not(HasSubstr("\"a\"")));
}

}  // namespace
}  // namespace subset
