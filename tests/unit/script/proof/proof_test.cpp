#include "script/proof/proof.hpp"

#include "support/catalog_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace subset {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_support::CatalogBuilder;

// Each reference has so many rows that dangle. `rule` says what becomes of them; without it, the
// config's default does.
std::vector<Check> proof_of(const Catalog& catalog, std::uint64_t dangling = 0,
                            std::optional<Dangling> rule = std::nullopt) {
    Plan plan;
    plan.catalog = catalog;
    Closure closure;
    closure.patches.resize(catalog.tables.size());
    for (const Table& table : catalog.tables) {
        TablePlan& each = plan.tables.emplace_back();
        each.table = table.id;
        each.masks.resize(table.columns.size());
    }
    for (const Reference& reference : catalog.references) {
        ReferencePlan& each = plan.references.emplace_back();
        each.reference = reference.id;
        each.dangling = rule.value_or(reference.validated ? Dangling::fail : Dangling::keep);
        closure.references.emplace_back().dangling = dangling;
    }
    plan.reference_outputs.resize(catalog.references.size());
    return make_proof(plan, closure, TargetMode::replace);
}

TEST(Proof, AConstraintVouchesAndOtherwiseTheRowsAreCompared) {
    const std::vector<Check> checks = proof_of(
        CatalogBuilder{}
            .table("nodes", {"tenant integer", "id integer", "up integer"}, {"tenant", "id"})
            .reference("up", "nodes(tenant, up) -> nodes(tenant, id)")
            .build());
    ASSERT_EQ(checks.size(), 1U);
    const std::string& query = checks.front().query;
    EXPECT_THAT(query, HasSubstr("k.convalidated"));
    EXPECT_THAT(query, HasSubstr("c.\"tenant\" IS NOT NULL AND c.\"up\" IS NOT NULL"));
    EXPECT_THAT(query, HasSubstr("p.\"tenant\" OPERATOR(\"pg_catalog\".=) c.\"tenant\" AND "
                                 "p.\"id\" OPERATOR(\"pg_catalog\".=) c.\"up\""));
    EXPECT_THAT(query, HasSubstr("FROM ONLY \"public\".\"nodes\" AS c"));
    EXPECT_THAT(query, HasSubstr("r.rows <> 0"));
}

TEST(Proof, APeriodMayBeCoveredBySeveralParentRows) {
    Catalog catalog = CatalogBuilder{}
                          .table("prices", {"id integer", "at integer"}, {"id", "at"})
                          .table("sales", {"price integer", "at integer"}, {})
                          .reference("of", "sales(price, at) -> prices(id, at)")
                          .build();
    catalog.references.front().period = true;
    EXPECT_THAT(
        proof_of(catalog).front().query,
        HasSubstr("(SELECT c.\"at\" OPERATOR(pg_catalog.<@) pg_catalog.range_agg(p.\"at\") FROM "
                  "ONLY \"public\".\"prices\" AS p WHERE p.\"id\" OPERATOR(\"pg_catalog\".=) "
                  "c.\"price\" AND p.\"at\" OPERATOR(pg_catalog.&&) c.\"at\") IS NOT TRUE"));
}

TEST(Proof, PartitionedTablesAreReadWithTheirPartitions) {
    const std::vector<Check> checks = proof_of(CatalogBuilder{}
                                                   .table("users", {"id integer"})
                                                   .table("events", {"id integer", "u integer"})
                                                   .leaves({"events_1", "events_2"})
                                                   .reference("of", "events(u) -> users(id)")
                                                   .reference("leaf", "events_1(u) -> users(id)")
                                                   .build());
    ASSERT_EQ(checks.size(), 1U);
    EXPECT_THAT(checks.front().query, HasSubstr("FROM \"public\".\"events\" AS c"));
    EXPECT_THAT(checks.front().query, HasSubstr("FROM \"public\".\"events_1\" AS c"));
    EXPECT_THAT(checks.front().query, HasSubstr("FROM ONLY \"public\".\"users\" AS p"));
}

TEST(Proof, ExceptsExactlyTheRowsThatDangleByRule) {
    const std::vector<Check> checks = proof_of(CatalogBuilder{}
                                                   .table("users", {"id integer"})
                                                   .table("orders", {"id integer", "u integer"})
                                                   .not_valid("of", "orders(u) -> users(id)")
                                                   .build(),
                                               7);
    EXPECT_THAT(checks.front().query, HasSubstr("r.rows <> 7"));
}

TEST(Proof, ExceptsNoRowThatWasNulledOrDropped) {
    for (const Dangling rule : {Dangling::null, Dangling::drop}) {
        const std::vector<Check> checks = proof_of(CatalogBuilder{}
                                                       .table("users", {"id integer"})
                                                       .table("orders", {"id integer", "u integer"})
                                                       .reference("of", "orders(u) -> users(id)")
                                                       .build(),
                                                   7, rule);
        EXPECT_THAT(checks.front().query, HasSubstr("r.rows <> 0"));
    }
}

TEST(Proof, AWrittenReferenceIsComparedWhereItApplies) {
    const std::vector<Check> checks =
        proof_of(CatalogBuilder{}
                     .table("orders", {"id integer"})
                     .table("comments", {"id integer", "kind text", "payload jsonb"})
                     .written("of", "comments((c.payload->'id')) -> orders(id)", "c.kind = 'order'")
                     .build());
    ASSERT_EQ(checks.size(), 1U);
    EXPECT_THAT(checks.front().query, Not(HasSubstr("k.convalidated"))) << "no constraint vouches";
    EXPECT_THAT(checks.front().query,
                HasSubstr("(\nc.kind = 'order'\n) AND (CASE WHEN (\nc.kind = 'order'\n) THEN "
                          "(\n(c.payload->'id')\n) END) IS NOT NULL"));
}

TEST(Proof, AReferenceIntoASchemaLeftOutMustHaveNoValue) {
    const std::vector<Check> checks =
        proof_of(CatalogBuilder{}
                     .other_schema("billing")
                     .table("billing.accounts", {"id integer"})
                     .table("billing.bills", {"id integer", "a integer"})
                     .table("users", {"id integer", "account integer"})
                     .reference("out", "users(account) -> billing.accounts(id)")
                     .reference("inside", "billing.bills(a) -> billing.accounts(id)")
                     .build());
    ASSERT_EQ(checks.size(), 1U);
    EXPECT_THAT(checks.front().query, HasSubstr("\"account\" IS NOT NULL"));
    EXPECT_THAT(checks.front().query, Not(HasSubstr("FROM ONLY \"billing\"")));
    EXPECT_THAT(checks.front().query, Not(HasSubstr("bills")));
}

TEST(Proof, ManyReferencesAreManyChecks) {
    CatalogBuilder builder;
    builder.table("users", {"id integer", "u integer"});
    for (int i = 0; i < 250; ++i) {
        builder.reference("r" + std::to_string(1000 + i), "users(u) -> users(id)");
    }
    EXPECT_EQ(proof_of(builder.build()).size(), 3U);
    EXPECT_TRUE(proof_of(CatalogBuilder{}.table("users", {"id integer"}).build()).empty());
}

}  // namespace
}  // namespace subset
