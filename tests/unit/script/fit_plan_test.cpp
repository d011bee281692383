#include "script/fit_plan.hpp"

#include "support/plan_entries.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_support::CatalogBuilder;
using testing_support::Entries;
using testing_support::reference_id;
using testing_support::table_id;

CatalogBuilder small_shop() {
    return CatalogBuilder{}
        .table("users", {"id integer", "email text"})
        .table("orders", {"id integer", "user_id integer", "total numeric"})
        .reference("order_user", "orders(user_id) -> users(id)");
}

// Holds a plan, and a target that has what the source has until a test says otherwise.
struct Kept {
    Plan plan;
    KeptSchema schema;

    explicit Kept(const Catalog& catalog, const std::string& root = "users")
        : plan{Entries{}.root(root).plan(catalog)} {
        for (const Table& table : catalog.tables) {
            KeptTable& kept = schema.tables.emplace_back();
            kept.name = table.name;
            kept.source = table.id;
            kept.partitioned = table.kind == TableKind::partitioned;
            for (const Column& column : table.columns) {
                kept.columns.push_back(
                    {column.name, column.type, column.not_null, false, column.generated});
            }
            schema.by_source[table.id] = index_of(table.id);
        }
    }
    KeptTable& table(const std::string& name) {
        return schema.tables[index_of(table_id(plan.catalog, name))];
    }
    KeptColumn& column(const std::string& table, const std::string& name) {
        for (KeptColumn& each : this->table(table).columns) {
            if (each.name == name) {
                return each;
            }
        }
        throw std::logic_error("no column " + name);
    }
    void drop(const std::string& table, const std::string& name) {
        std::erase_if(this->table(table).columns,
                      [&](const KeptColumn& each) { return each.name == name; });
    }
    void drop(const std::string& table) { schema.by_source.erase(table_id(plan.catalog, table)); }
    [[nodiscard]] TargetFit fit() { return fit_kept(plan, schema); }
    TableFit fit_of(const std::string& table) { return fit().of(table_id(plan.catalog, table)); }
    [[nodiscard]] std::vector<std::string> warnings() const {
        std::vector<std::string> messages;
        for (const Fault& fault : schema.warnings) {
            messages.push_back(fault.message);
        }
        return messages;
    }
    std::string failure() {
        try {
            (void)fit();
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::target_schema);
            return error.what();
        }
        return "nothing thrown";
    }
};

TEST(FitKept, WhatIsTheSameOnBothEndsFitsWhole) {
    Kept kept{small_shop().build()};
    const TargetFit fit = kept.fit();
    for (const TableFit& table : fit.tables) {
        EXPECT_TRUE(table.in_twin);
        EXPECT_THAT(table.left_out, IsEmpty());
        EXPECT_FALSE(table.text);
    }
    EXPECT_THAT(fit.lacking, IsEmpty());
    EXPECT_THAT(kept.warnings(), IsEmpty());
}

TEST(FitKept, AColumnThatTheTargetHasNotIsLeftOutAndTold) {
    Kept kept{small_shop().build()};
    kept.drop("users", "email");
    EXPECT_THAT(kept.fit_of("users").left_out, ElementsAre("email"));
    EXPECT_THAT(kept.warnings(),
                ElementsAre("the target has no column public.users.email: it is left out"));
}

TEST(FitKept, AColumnThatTheTargetComputesIsLeftOutWithoutAWord) {
    Kept kept{small_shop().build()};
    kept.column("orders", "total").generated = true;
    EXPECT_THAT(kept.fit_of("orders").left_out, ElementsAre("total"));
    EXPECT_THAT(kept.warnings(), IsEmpty());
}

TEST(FitKept, RowsGoAsTextWhereATypeDiffersOrIsTheUsersOwn) {
    Kept kept{small_shop().build()};
    kept.column("orders", "user_id").type = "bigint";
    EXPECT_TRUE(kept.fit_of("orders").text);
    EXPECT_FALSE(kept.fit_of("users").text);
    Kept own{CatalogBuilder{}.table("users", {"id integer", "state public.state"}).build()};
    EXPECT_TRUE(own.fit_of("users").text);
}

TEST(FitKept, ATableThatTheTargetHasNotIsNotInTheTwinAndNotAReferenceOfIt) {
    Kept kept{small_shop().build()};
    kept.drop("orders");
    const TargetFit fit = kept.fit();
    EXPECT_FALSE(fit.of(table_id(kept.plan.catalog, "orders")).in_twin);
    EXPECT_TRUE(fit.lacks(reference_id(kept.plan.catalog, "order_user")));
    EXPECT_THAT(kept.warnings(), IsEmpty());
}

TEST(FitKept, WhatTheTargetWantsAndTheSourceHasNotIsAnError) {
    Kept kept{small_shop().build()};
    kept.table("users").columns.push_back({"tenant", "integer", true});
    EXPECT_THAT(kept.failure(), HasSubstr("the target wants a value for public.users.tenant"));
    const auto with = [](KeptColumn column) {
        Kept other{small_shop().build()};
        other.table("users").columns.push_back(std::move(column));
        return other.failure();
    };
    EXPECT_EQ(with({"tenant", "integer", false}), "nothing thrown");
    EXPECT_EQ(with({"tenant", "integer", true, true}), "nothing thrown");
    EXPECT_EQ(with({"tenant", "integer", true, false, true}), "nothing thrown");
}

TEST(FitKept, NothingIsWantedOfATableThatGetsNoRows) {
    Kept kept{small_shop().table("notes", {"id integer"}).build()};
    kept.table("notes").columns.push_back({"tenant", "integer", true});
    EXPECT_EQ(kept.failure(), "nothing thrown");
}

TEST(FitKept, WhatOnlyTheSourceComputesIsCopiedUnlessMaskedColumnsMayBeInIt) {
    const Catalog catalog =
        CatalogBuilder{}
            .table("users", {"id integer", "email text", "mail_host text generated"})
            .build();
    Kept kept{catalog};
    kept.column("users", "mail_host").generated = false;
    EXPECT_THAT(kept.fit_of("users").computed, ElementsAre("mail_host"));
    EXPECT_THAT(kept.fit_of("users").left_out, IsEmpty());
    kept.plan.tables[TableId{0}].masks.resize(3);
    kept.plan.tables[TableId{0}].masks[1] = ColumnMask{};
    EXPECT_THAT(kept.failure(), HasSubstr("public.users.mail_host is computed in the source"));
}

TEST(FitKept, AReferenceWhoseColumnsTheTargetHasNotIsNotProven) {
    for (const auto& [table, column] :
         std::vector<std::pair<std::string, std::string>>{{"orders", "user_id"}, {"users", "id"}}) {
        Kept kept{small_shop().build()};
        kept.drop(table, column);
        EXPECT_TRUE(kept.fit().lacks(reference_id(kept.plan.catalog, "order_user")));
        EXPECT_THAT(kept.warnings(),
                    testing::Contains(HasSubstr("order_user of public.orders to public.users is "
                                                "not proven")));
    }
    Kept other{small_shop().build()};
    other.drop("orders", "total");
    EXPECT_FALSE(other.fit().lacks(reference_id(other.plan.catalog, "order_user")));
}

TEST(FitKept, AWrittenReferenceMayLookAtEveryColumnOfTheChild) {
    Kept kept{CatalogBuilder{}
                  .table("users", {"id integer"})
                  .table("orders", {"id integer", "user_id integer", "kind text"})
                  .written("w", "orders(user_id) -> users(id)", "c.kind = 'x'")
                  .build()};
    kept.drop("orders", "kind");
    EXPECT_TRUE(kept.fit().lacks(reference_id(kept.plan.catalog, "w")));
}

TEST(FitKept, ATableOfAnotherShapeIsNotProven) {
    Kept kept{small_shop().build()};
    kept.table("orders").partitioned = true;
    EXPECT_TRUE(kept.fit().lacks(reference_id(kept.plan.catalog, "order_user")));
    // A single partition is not looked for in the target.
    Kept leaf{CatalogBuilder{}
                  .table("users", {"id integer"})
                  .table("visits", {"id integer", "user_id integer"})
                  .leaves({"visits_1", "visits_2"})
                  .reference("whole", "visits(user_id) -> users(id)")
                  .reference("part", "visits_1(id) -> users(id)")
                  .build()};
    EXPECT_FALSE(leaf.fit().lacks(reference_id(leaf.plan.catalog, "whole")));
    EXPECT_TRUE(leaf.fit().lacks(reference_id(leaf.plan.catalog, "part")));
}

// Makes a column that the twin goes without.
ObstructedObject without(const Catalog& catalog, const std::string& table,
                         const std::string& column) {
    ObstructedObject object;
    object.table = catalog.table(table_id(catalog, table)).oid;
    object.item = column;
    object.is_column = true;
    return object;
}

constexpr int version_13 = 130'009;
constexpr int version_15 = 150'008;

TEST(FitReplaced, WithNothingInTheWayAllFits) {
    const Catalog catalog = small_shop().build();
    const TargetFit fit = fit_replaced(catalog, {}, version_15);
    ASSERT_EQ(fit.tables.size(), 2U);
    EXPECT_THAT(fit.tables[TableId{0}].left_out, IsEmpty());
    EXPECT_FALSE(fit.tables[TableId{0}].text);
    EXPECT_TRUE(fit.tables[TableId{0}].in_twin);
    EXPECT_THAT(fit.lacking, IsEmpty());
}

TEST(FitReplaced, AColumnThatGoesTakesTheReferencesThatAreMadeOfItAlong) {
    const Catalog catalog =
        small_shop().reference("order_twin", "orders(id) -> orders(id)").build();
    const ReferenceId to_user = reference_id(catalog, "order_user");
    const TargetFit fit =
        fit_replaced(catalog, {without(catalog, "orders", "user_id")}, version_15);
    EXPECT_THAT(fit.of(table_id(catalog, "orders")).left_out, ElementsAre("user_id"));
    EXPECT_THAT(fit.of(table_id(catalog, "users")).left_out, IsEmpty());
    EXPECT_THAT(fit.lacking, ElementsAre(to_user));
    EXPECT_THAT(fit_replaced(catalog, {without(catalog, "users", "id")}, version_15).lacking,
                ElementsAre(to_user));
}

TEST(FitReplaced, WhatIsNoColumnTakesNothingAlong) {
    const Catalog catalog = small_shop().build();
    ObstructedObject check = without(catalog, "orders", "user_id");
    check.is_column = false;
    const TargetFit fit = fit_replaced(catalog, {check}, version_15);
    EXPECT_THAT(fit.of(table_id(catalog, "orders")).left_out, IsEmpty());
    EXPECT_THAT(fit.lacking, IsEmpty());
}

TEST(FitReplaced, AWrittenReferenceGoesWithAnyColumnOfItsChild) {
    const Catalog catalog =
        small_shop()
            .written("by_columns", "orders(id) -> users(id)")
            .written("by_condition", "orders(user_id) -> orders(id)", "c.total = '1'")
            .build();
    EXPECT_THAT(fit_replaced(catalog, {without(catalog, "orders", "total")}, version_15).lacking,
                ElementsAre(reference_id(catalog, "by_condition")));
}

TEST(FitReplaced, BeforeVersion14ValuesThatHoldOidsOfTheUsersTypesGoAsText) {
    Catalog catalog = small_shop().build();
    catalog.tables[table_id(catalog, "users")].columns[1].binary_has_own_oids = true;
    const TargetFit old = fit_replaced(catalog, {}, version_13);
    EXPECT_TRUE(old.of(table_id(catalog, "users")).text);
    EXPECT_FALSE(old.of(table_id(catalog, "orders")).text);
    EXPECT_FALSE(fit_replaced(catalog, {}, version_15).of(table_id(catalog, "users")).text);
}

}  // namespace
}  // namespace subset
