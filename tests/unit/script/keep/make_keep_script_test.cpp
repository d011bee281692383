#include "script/keep/make_keep_script.hpp"

#include "support/plan_entries.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing_support::Entries;
using testing_support::table_id;

// Holds a plan of the shop, and a target that has the same tables.
struct Kept {
    TargetConfig config;
    Plan plan;
    Closure closure;
    KeptSchema schema;
    TargetState state;
    Stamp stamp;

    explicit Kept(const Entries& entries = Entries{}.root("users"),
                  const Catalog& catalog = testing_support::shop().build())
        : plan{entries.plan(catalog)} {
        config.mode = TargetMode::keep;
        closure.tables.resize(plan.tables.size());
        closure.patches.resize(plan.tables.size());
        closure.references.resize(plan.references.size());
        state.database = "dev";
        state.server_version_num = 150'008;
        for (const Table& table : catalog.tables) {
            schema.by_source[table.id] = schema.tables.size();
            KeptTable& kept = schema.tables.emplace_back();
            kept.name = table.name;
            kept.source = table.id;
            kept.keeps_rows = plan.table(table.id).rows == RowsRule::keep;
            kept.partitioned = table.kind == TableKind::partitioned;
        }
    }
    KeptTable& table(const std::string& name) { return schema.tables[place(name)]; }
    void rows(const std::string& name, std::uint64_t count) {
        closure.tables[table_id(plan.catalog, name)].rows = count;
    }
    KeptReference& reference(const std::string& child, const std::string& name,
                             const std::string& parent) {
        KeptReference& each = schema.references.emplace_back();
        each.relation = table(child).name;
        each.name = name;
        each.child = place(child);
        each.parent = place(parent);
        each.definition = "FOREIGN KEY (x) REFERENCES " + parent + "(id)";
        return each;
    }
    [[nodiscard]] TargetScript script() const {
        return make_keep_script(config, plan, closure, schema, state, stamp);
    }
    [[nodiscard]] std::vector<std::string> titles() const {
        std::vector<std::string> titles;
        for (const TargetStep& step : script().steps) {
            titles.push_back(step.title);
        }
        return titles;
    }
    // Returns what the steps of that title run or ask, in their order.
    [[nodiscard]] std::vector<std::string> sql(const std::string& title) const {
        std::vector<std::string> statements;
        for (const TargetStep& step : script().steps) {
            if (step.title != title) {
                continue;
            }
            if (const auto* const run = std::get_if<RunSql>(&step.work)) {
                statements.push_back(run->sql);
            } else if (const auto* const tell = std::get_if<Tell>(&step.work)) {
                statements.push_back(tell->query);
            } else if (const auto* const made = std::get_if<RunGenerated>(&step.work)) {
                statements.push_back(made->query);
            }
        }
        return statements;
    }

private:
    [[nodiscard]] std::size_t place(const std::string& name) const {
        return index_of(table_id(plan.catalog, name));
    }
};

TEST(KeepScript, DoesTheStepsInTheOneOrderThatWorks) {
    Kept kept;
    kept.rows("users", 2);
    kept.rows("orders", 3);
    kept.schema.triggers = {{{"public", "users"}, "audit", 'O'}};
    kept.schema.views = {{"public", "sums"}};
    kept.reference("users", "boss", "orders");  // against the order of loading
    kept.config.after = Text{"after.sql", {"twin.toml", 3, 1}};
    EXPECT_THAT(kept.titles(),
                ElementsAre("triggers", "emptying the tables", "emptying the tables", "constraints",
                            "public.users", "public.orders", "constraints", "triggers",
                            "public.sums", "after", "proof", "statistics", "stamp"));
    EXPECT_TRUE(kept.script().keeps_schema);
}

TEST(KeepScript, TriggersThatWouldFireAreOffMeanwhile) {
    Kept kept;
    const QualifiedName users{"public", "users"};
    kept.schema.triggers = {{users, "origin", 'O'},
                            {users, "always", 'A'},
                            {users, "replica", 'R'},
                            {users, "off", 'D'}};
    ASSERT_EQ(kept.sql("triggers").size(), 2U);
    EXPECT_EQ(kept.sql("triggers")[0],
              "ALTER TABLE ONLY \"public\".\"users\" DISABLE TRIGGER \"origin\"; "
              "ALTER TABLE ONLY \"public\".\"users\" DISABLE TRIGGER \"always\"; ");
    EXPECT_EQ(kept.sql("triggers")[1],
              "ALTER TABLE ONLY \"public\".\"users\" ENABLE TRIGGER \"origin\"; "
              "ALTER TABLE ONLY \"public\".\"users\" ENABLE ALWAYS TRIGGER \"always\"; ");
}

TEST(KeepScript, TriggersOfPartitionsArePutBackEachAsItWas) {
    Kept kept;
    const QualifiedName leaf{"public", "visits_1"};
    kept.schema.triggers = {{leaf, "replica", 'R', true}, {leaf, "off", 'D', true}};
    EXPECT_THAT(kept.sql("triggers"),
                ElementsAre("ALTER TABLE ONLY \"public\".\"visits_1\" ENABLE REPLICA TRIGGER "
                            "\"replica\"; ALTER TABLE ONLY \"public\".\"visits_1\" DISABLE TRIGGER "
                            "\"off\"; "));
}

TEST(KeepScript, EmptiesAllTablesAtOnceButThoseThatKeepTheirRows) {
    Kept kept{Entries{}.root("users").rows("shops", RowsRule::keep)};
    kept.table("lines").partitioned = true;
    EXPECT_EQ(kept.sql("emptying the tables").back(),
              "TRUNCATE TABLE \"public\".\"lines\", ONLY \"public\".\"log_a\", ONLY "
              "\"public\".\"log_b\", ONLY \"public\".\"orders\", ONLY \"public\".\"users\"");
}

TEST(KeepScript, AKeyThatIsNotEnforcedIsOnlySeenByCascade) {
    Kept kept;
    kept.reference("orders", "order_user", "users");
    EXPECT_THAT(kept.sql("emptying the tables").back(), Not(EndsWith(" CASCADE")));
    kept.schema.references[0].enforced = false;
    EXPECT_THAT(kept.sql("emptying the tables").back(), EndsWith(" CASCADE"));
}

TEST(KeepScript, TellsHowManyRowsGoWhereNoneCome) {
    Kept kept{Entries{}.root("users").rows("shops", RowsRule::keep)};
    kept.rows("users", 2);
    kept.schema.tables.emplace_back().name = {"public", "own"};
    const std::string query = kept.sql("emptying the tables").front();
    EXPECT_THAT(query, HasSubstr("' removed from public.orders, and none come'"));
    EXPECT_THAT(query, HasSubstr("' removed from public.own, and none come'"));
    EXPECT_THAT(query, Not(HasSubstr("public.users")));
    EXPECT_THAT(query, Not(HasSubstr("public.shops")));
}

TEST(KeepScript, RowsComeParentsFirstAndFrozenOnlyIntoPlainTables) {
    Kept kept;
    kept.table("orders").partitioned = true;
    kept.rows("users", 2);
    kept.rows("orders", 3);
    kept.rows("lines", 4);
    std::vector<std::pair<std::string, bool>> copies;
    for (const TargetStep& step : kept.script().steps) {
        if (const auto* const copy = std::get_if<CopyIn>(&step.work)) {
            copies.emplace_back(step.title, copy->freeze);
        }
    }
    EXPECT_THAT(copies, ElementsAre(testing::Pair("public.users", true),
                                    testing::Pair("public.orders", false),
                                    testing::Pair("public.lines", true)));
}

TEST(KeepScript, AConstraintWhoseChildrenComeFirstWaitsForTheEnd) {
    Kept kept;
    kept.reference("users", "favourite", "orders");
    kept.reference("orders", "order_user", "users");
    const std::vector<std::string> steps = kept.sql("constraints");
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_EQ(steps[0],
              "ALTER TABLE \"public\".\"users\" ALTER CONSTRAINT \"favourite\" "
              "DEFERRABLE INITIALLY DEFERRED; ");
    EXPECT_EQ(steps[1],
              "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE \"public\".\"users\" ALTER "
              "CONSTRAINT \"favourite\" NOT DEFERRABLE; ");
}

TEST(KeepScript, AConstraintThatCouldBeDeferredCanBeAfterwards) {
    Kept kept;
    kept.reference("users", "favourite", "orders").deferrable = true;
    EXPECT_THAT(kept.sql("constraints").back(), HasSubstr("DEFERRABLE INITIALLY IMMEDIATE"));
    kept.schema.references[0].deferred = true;
    EXPECT_THAT(kept.sql("constraints"), ElementsAre("SET CONSTRAINTS ALL IMMEDIATE; "));
    kept.schema.references[0].deferred = false;
    kept.schema.references[0].enforced = false;
    EXPECT_THAT(kept.sql("constraints"), ElementsAre("SET CONSTRAINTS ALL IMMEDIATE; "));
}

TEST(KeepScript, NewRowsAreCheckedAgainstKeptOnesWhenAllHaveCome) {
    Kept kept{Entries{}.root("orders").rows("shops", RowsRule::keep)};
    kept.reference("orders", "order_shop", "shops");
    EXPECT_THAT(kept.sql("constraints").front(), HasSubstr("\"order_shop\" DEFERRABLE INITIALLY "
                                                           "DEFERRED"));
}

TEST(KeepScript, AConstraintOfKeptRowsGoesAndComesAgainWithItsComment) {
    Kept kept{Entries{}.root("users").rows("orders", RowsRule::keep)};
    kept.reference("orders", "order_user", "users").comment = "it's theirs";
    const std::vector<std::string> steps = kept.sql("constraints");
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_EQ(steps[0], "ALTER TABLE \"public\".\"orders\" DROP CONSTRAINT \"order_user\"; ");
    EXPECT_EQ(steps[1],
              "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE \"public\".\"orders\" ADD CONSTRAINT "
              "\"order_user\" FOREIGN KEY (x) REFERENCES users(id); COMMENT ON CONSTRAINT "
              "\"order_user\" ON \"public\".\"orders\" IS 'it''s theirs'; ");
}

TEST(KeepScript, TellsWhatWasLeftOutOfTheKeptSchema) {
    Kept kept;
    kept.schema.warnings = {{"the target has no column", ""}};
    kept.schema.notes = {"two views are refreshed"};
    const TargetScript script = kept.script();
    ASSERT_EQ(script.warnings.size(), 1U);
    EXPECT_EQ(script.warnings[0].message, "the target has no column");
    EXPECT_THAT(script.notes, ElementsAre("two views are refreshed"));
}

// Makes a sequence of both ends that counts the rows of a table.
Kept counting(const std::string& type) {
    Catalog catalog = testing_support::shop().build();
    Sequence sequence;
    sequence.name = {"public", "users_id_seq"};
    sequence.last_value = 41;
    sequence.is_called = true;
    catalog.sequences = {sequence};
    Kept kept{Entries{}.root("users"), catalog};
    kept.table("users").columns.push_back({"id", type});
    kept.schema.sequences = {{sequence.name, index_of(table_id(catalog, "users")), "id"}};
    return kept;
}

TEST(KeepScript, ASequenceGoesOnPastTheSourcesAndPastTheRows) {
    const Kept kept = counting("integer");
    ASSERT_EQ(kept.sql("sequences").size(), 1U);
    const std::string query = kept.sql("sequences")[0];
    EXPECT_THAT(query, HasSubstr("'ALTER SEQUENCE ' || '\"public\".\"users_id_seq\"'"));
    EXPECT_THAT(query, HasSubstr("SELECT 41::pg_catalog.int8 AS last_value, true AS is_called"));
    EXPECT_THAT(query, HasSubstr("max(t.\"id\")::pg_catalog.int8 AS most"));
    EXPECT_THAT(kept.sql("sequences of other roles"), IsEmpty());
}

TEST(KeepScript, ASequenceOfNoNumbersGoesByTheSourceAlone) {
    EXPECT_THAT(counting("text").sql("sequences").at(0),
                HasSubstr("SELECT NULL::pg_catalog.int8 AS most"));
}

TEST(KeepScript, ASequenceThatOnlyTheTargetHasGoesByItsRowsAlone) {
    Kept kept = counting("integer");
    kept.plan.catalog.sequences.clear();
    EXPECT_THAT(kept.sql("sequences").at(0), HasSubstr("NULL::pg_catalog.bool AS is_called"));
    kept.schema.sequences[0].table.reset();
    EXPECT_THAT(kept.sql("sequences"), IsEmpty());
}

TEST(KeepScript, ASequenceOfAnotherRoleIsSetAtTheVeryEnd) {
    Kept kept = counting("integer");
    kept.schema.sequences[0].owned = false;
    EXPECT_EQ(kept.titles().back(), "sequences of other roles");
    EXPECT_EQ(kept.sql("sequences of other roles").at(0),
              "SELECT pg_catalog.setval('\"public\".\"users_id_seq\"'::pg_catalog.regclass, "
              "41::pg_catalog.int8, true); ");
    EXPECT_THAT(kept.sql("sequences"), IsEmpty());
}

}  // namespace
}  // namespace subset
