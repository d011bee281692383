#include "script/fit_plan.hpp"
#include "support/plan_entries.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace subset {
namespace {

using testing::HasSubstr;
using testing_support::CatalogBuilder;
using testing_support::Entries;

// Holds a closure in which three rows of orders refer to nobody.
struct DanglingOrders {
    Plan plan;
    Closure closure;

    explicit DanglingOrders(Dangling rule) {
        Entries entries;
        entries.root("orders").config().source.dangling = rule;
        plan = entries.plan(CatalogBuilder{}
                                .table("users", {"id integer"})
                                .table("orders", {"id integer", "user_id integer"})
                                .reference("order_user", "orders(user_id) -> users(id)")
                                .build());
        closure.references.resize(1);
        closure.references[ReferenceId{0}].dangling = 3;
        closure.references[ReferenceId{0}].dangling_keys = {"7", "8"};
    }
};

TEST(CheckDangling, RefusesRowsThatWouldBeKeptWithoutTheirParent) {
    const DanglingOrders kept{Dangling::keep};
    try {
        check_dangling(kept.plan, kept.closure);
        FAIL() << "nothing thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::not_whole);
        EXPECT_THAT(error.what(), HasSubstr("3 rows of public.orders refer by order_user to rows "
                                            "of public.users that do not exist (such as 7, 8)"));
    }
}

TEST(CheckDangling, LetsThroughWhatIsMadeWholeOrNotProvenThere) {
    const DanglingOrders nulled{Dangling::null};
    EXPECT_NO_THROW(check_dangling(nulled.plan, nulled.closure));
    DanglingOrders lacking{Dangling::keep};
    lacking.plan.reference_outputs[ReferenceId{0}].in_twin = false;
    EXPECT_NO_THROW(check_dangling(lacking.plan, lacking.closure));
    DanglingOrders none{Dangling::keep};
    none.closure.references[ReferenceId{0}].dangling = 0;
    EXPECT_NO_THROW(check_dangling(none.plan, none.closure));
}

}  // namespace
}  // namespace subset
