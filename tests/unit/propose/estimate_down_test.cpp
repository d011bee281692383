#include "propose/estimate_down.hpp"

#include "support/surveyed.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing_support::CatalogBuilder;
using testing_support::inherit;
using testing_support::Surveyed;

constexpr std::uint64_t users = 1'000;

// The references are users <- a <- b <- c, each with so many rows to one of its parent.
Surveyed chain(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
    return {CatalogBuilder{}
                .table("users", {"id integer"})
                .table("a", {"id integer", "user_id integer"})
                .table("b", {"id integer", "a_id integer"})
                .table("c", {"id integer", "b_id integer"})
                .reference("a_user", "a(user_id) -> users(id)")
                .reference("b_a", "b(a_id) -> a(id)")
                .reference("c_b", "c(b_id) -> b(id)")
                .build(),
            {{"users", {users, 1}},
             {"a", {users * a, 1}},
             {"b", {users * a * b, 1}},
             {"c", {users * a * b * c, 1}}}};
}

double rows(const Surveyed& surveyed, const DownEstimate& estimate, const std::string& table) {
    return estimate.rows.at(surveyed.id(table));
}

TEST(EstimateDown, MultipliesTheChildrenOfEachParent) {
    const Surveyed surveyed = chain(4, 3, 2);
    const DownEstimate estimate = estimate_down(surveyed.source(), surveyed.id("users"));
    EXPECT_DOUBLE_EQ(rows(surveyed, estimate, "users"), 50);
    EXPECT_DOUBLE_EQ(rows(surveyed, estimate, "a"), 200);
    EXPECT_DOUBLE_EQ(rows(surveyed, estimate, "b"), 600);
    EXPECT_DOUBLE_EQ(rows(surveyed, estimate, "c"), 1'200);
    EXPECT_DOUBLE_EQ(estimate.total, 2'050);
}

TEST(EstimateDown, BeginsAtTheRoot) {
    const Surveyed surveyed = chain(4, 3, 2);
    const DownEstimate estimate = estimate_down(surveyed.source(), surveyed.id("b"));
    EXPECT_DOUBLE_EQ(rows(surveyed, estimate, "a"), 0);
    EXPECT_DOUBLE_EQ(estimate.total, 150);
}

TEST(EstimateDown, KeepsToLimitsThatAreBelowTheAverage) {
    const Surveyed surveyed = chain(4, 3, 2);
    const std::vector<ChildLimit> limits = {{surveyed.reference("a_user").id, 2, 4},
                                            {surveyed.reference("b_a").id, 100, 3}};
    const DownEstimate estimate = estimate_down(surveyed.source(), surveyed.id("users"), limits);
    EXPECT_DOUBLE_EQ(rows(surveyed, estimate, "a"), 100);
    EXPECT_DOUBLE_EQ(rows(surveyed, estimate, "b"), 300);
}

TEST(EstimateDown, NoTableGivesMoreThanItHas) {
    const Surveyed surveyed{CatalogBuilder{}
                                .table("users", {"id integer"})
                                .table("orders", {"id integer", "a integer", "b integer"})
                                .reference("x", "orders(a) -> users(id)")
                                .reference("y", "orders(b) -> users(id)")
                                .build(),
                            {{"users", {20, 1}}, {"orders", {30, 1}}}};
    const DownEstimate estimate = estimate_down(surveyed.source(), surveyed.id("users"));
    EXPECT_DOUBLE_EQ(rows(surveyed, estimate, "users"), 20);
    EXPECT_DOUBLE_EQ(rows(surveyed, estimate, "orders"), 30);
}

TEST(EstimateDown, TheRowsOfATreeAreOfItsTablesByTheirSizes) {
    Catalog catalog =
        CatalogBuilder{}.table("vehicles", {"id integer"}).table("cars", {"id integer"}).build();
    inherit(catalog, "cars", "vehicles");
    const Surveyed surveyed{std::move(catalog), {{"vehicles", {300, 1}}, {"cars", {700, 1}}}};
    const DownEstimate estimate = estimate_down(surveyed.source(), surveyed.id("vehicles"));
    EXPECT_DOUBLE_EQ(rows(surveyed, estimate, "vehicles"), 15);
    EXPECT_DOUBLE_EQ(rows(surveyed, estimate, "cars"), 35);
}

// Renders each limit as "a_user 10 of 60", by reference.
std::vector<std::string> limits_of(const Surveyed& surveyed) {
    std::vector<std::string> told;
    for (const ChildLimit& each : propose_child_limits(surveyed.source(), surveyed.id("users"))) {
        const Reference& reference = surveyed.source().catalog().reference(each.reference);
        told.push_back(fmt::format("{} {} of {}", reference.name, each.limit, each.average));
    }
    return told;
}

TEST(ProposeChildLimits, HasNoneWhereLittleComesDown) {
    EXPECT_THAT(limits_of(chain(498, 1, 0)), IsEmpty());  // 49,850 rows
}

TEST(ProposeChildLimits, LimitsWhatIsAHeapBelowOneRow) {
    EXPECT_THAT(limits_of(chain(2'000, 1, 1)), ElementsAre("a_user 100 of 2000"));
}

TEST(ProposeChildLimits, LeavesFewerChildrenAloneWhileAllTogetherAreNotTooMany) {
    EXPECT_THAT(limits_of(chain(60, 60, 0)), IsEmpty());  // 183,050 rows
}

TEST(ProposeChildLimits, LimitsTheMostFirstUntilItIsEnough) {
    EXPECT_THAT(limits_of(chain(60, 60, 40)), ElementsAre("a_user 10 of 60", "b_a 10 of 60"));
    EXPECT_THAT(limits_of(chain(40, 60, 60)), ElementsAre("b_a 10 of 60", "c_b 10 of 60"));
}

TEST(ProposeChildLimits, LowersALimitWhereItIsNotEnough) {
    EXPECT_THAT(limits_of(chain(200, 300, 0)), ElementsAre("a_user 100 of 200", "b_a 10 of 300"));
}

TEST(ProposeChildLimits, SaysNothingOfChildrenThatDoNotCome) {
    const Surveyed surveyed{
        CatalogBuilder{}
            .table("users", {"id integer"})
            .table("orders", {"id integer", "user_id integer"})
            .table("secrets", {"id integer", "user_id integer"})
            .row_security(true)
            .reference("order", "orders(user_id) -> users(id)")
            .reference("secret", "secrets(user_id) -> users(id)")
            .build(),
        {{"users", {users, 1}}, {"orders", {users * 2'000, 1}}, {"secrets", {users * 2'000, 1}}}};
    EXPECT_THAT(limits_of(surveyed), ElementsAre("order 100 of 2000"));
}

}  // namespace
}  // namespace subset
