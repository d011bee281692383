#include "script/keep/kept_rows.hpp"

#include "support/plan_entries.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_support::Entries;
using testing_support::reference_id;
using testing_support::table_id;

// Plans for the shop, some of whose tables keep the target's rows.
Plan shop_with(Entries& entries, Dangling dangling = Dangling::fail) {
    entries.config().source.dangling = dangling;
    Plan plan = entries.plan(testing_support::shop().build());
    EXPECT_THAT(testing_support::told(plan.faults), IsEmpty());
    return plan;
}

Plan with_kept(const std::string& table, Dangling dangling = Dangling::fail) {
    Entries entries;
    entries.root("users").rows(table, RowsRule::keep);
    return shop_with(entries, dangling);
}

IdVector<StepId, TargetStep> steps_of(const Plan& plan, TargetMode mode = TargetMode::keep) {
    ScriptMaker maker{""};
    add_kept_rows(maker, plan, mode);
    return maker.take().steps;
}

// Renders each step that is about the reference as "check SQL" or "tell SQL".
std::vector<std::string> work_on(const Plan& plan, const std::string& reference,
                                 TargetMode mode = TargetMode::keep) {
    std::vector<std::string> work;
    for (const TargetStep& step : steps_of(plan, mode)) {
        const auto* const check = std::get_if<Check>(&step.work);
        const auto* const tell = std::get_if<Tell>(&step.work);
        const std::string text = check != nullptr ? "check " + check->query : "tell " + tell->query;
        if (text.find(reference) != std::string::npos) {
            work.push_back(text);
        }
    }
    return work;
}

const Reference& find(const Plan& plan, const std::string& reference) {
    return plan.catalog.reference(reference_id(plan.catalog, reference));
}

TEST(KeptRows, ReferencesThatHaveThemAtAnEndAreTouched) {
    const Plan plan = with_kept("orders");
    EXPECT_TRUE(touches_kept_rows(plan, find(plan, "order_user")));
    EXPECT_TRUE(touches_kept_rows(plan, find(plan, "order_shop")));
    EXPECT_FALSE(touches_kept_rows(plan, find(plan, "boss")));
    // No row of lines comes, as no row of orders does.
    EXPECT_FALSE(touches_kept_rows(plan, find(plan, "line_order")));
}

TEST(KeptRows, WhatTheTargetLacksIsNotTouched) {
    Plan plan = with_kept("orders");
    plan.reference_outputs[reference_id(plan.catalog, "order_user")].in_twin = false;
    EXPECT_FALSE(touches_kept_rows(plan, find(plan, "order_user")));
}

TEST(KeptRows, WithoutAnyThereIsNothingToDo) {
    Entries entries;
    entries.root("users");
    EXPECT_THAT(steps_of(shop_with(entries)), IsEmpty());
}

TEST(KeptRows, ThatWouldDangleEndTheRun) {
    const std::vector<std::string> work = work_on(with_kept("orders"), "order_user");
    ASSERT_EQ(work.size(), 1U);
    EXPECT_THAT(work[0], HasSubstr("check "));
    EXPECT_THAT(work[0], HasSubstr("public.orders, which keeps its rows, would refer by order_user "
                                   "to rows of public.users that are not in the twin"));
}

TEST(KeptRows, NewRowsMustFindThemToo) {
    const std::vector<std::string> work = work_on(with_kept("shops"), "order_shop");
    ASSERT_EQ(work.size(), 1U);
    EXPECT_THAT(work[0], HasSubstr("public.orders would refer by order_shop to rows of "
                                   "public.shops that the target, which keeps its own there, does "
                                   "not have"));
}

TEST(KeptRows, ThatDangleAreNulledWhereTheyCanBe) {
    const Plan plan = with_kept("orders", Dangling::null);
    const std::vector<std::string> work = work_on(plan, "order_shop");
    ASSERT_EQ(work.size(), 2U);
    EXPECT_THAT(work[0],
                HasSubstr("UPDATE ONLY \"public\".\"orders\" AS c SET \"shop_id\" = NULL"));
    EXPECT_THAT(work[0], HasSubstr("public.orders (order_shop) to public.shops: NULL now"));
    EXPECT_THAT(work[1], HasSubstr("check "));
    // The column user_id is NOT NULL.
    EXPECT_EQ(work_on(plan, "order_user").size(), 1U);
}

TEST(KeptRows, ThatDangleMayGo) {
    const std::vector<std::string> work =
        work_on(with_kept("orders", Dangling::drop), "order_user");
    ASSERT_EQ(work.size(), 2U);
    EXPECT_THAT(work[0], HasSubstr("DELETE FROM ONLY \"public\".\"orders\" AS c WHERE"));
    EXPECT_THAT(work[1], HasSubstr("check "));
}

TEST(KeptRows, ThatMayDangleAreOnlyTold) {
    Plan plan = with_kept("orders", Dangling::keep);
    const ReferenceId id = reference_id(plan.catalog, "order_user");
    const auto may = [&](TargetMode mode) {
        return may_dangle_by_kept_rows(plan, mode, plan.catalog.reference(id));
    };
    EXPECT_FALSE(may(TargetMode::replace));
    plan.catalog.references[id].validated = false;
    EXPECT_TRUE(may(TargetMode::replace));
    // A schema that is kept has a constraint of its own, which holds.
    EXPECT_FALSE(may(TargetMode::keep));
    const std::vector<std::string> work = work_on(plan, "order_user", TargetMode::replace);
    ASSERT_EQ(work.size(), 1U);
    EXPECT_THAT(work[0], HasSubstr("tell "));
    EXPECT_THAT(work[0], HasSubstr("without their parent row"));
}

TEST(KeptRows, TheirSequencesGoOnWhereTheyAre) {
    Plan plan = with_kept("orders");
    Sequence of_orders;
    of_orders.oid = 7;
    of_orders.owner = table_id(plan.catalog, "orders");
    Sequence of_users = of_orders;
    of_users.oid = 8;
    of_users.owner = table_id(plan.catalog, "users");
    Sequence of_nobody;
    of_nobody.oid = 9;
    plan.catalog.sequences = {of_orders, of_users, of_nobody};
    EXPECT_THAT(find_kept_sequences(plan), ElementsAre(7));
}

}  // namespace
}  // namespace subset
