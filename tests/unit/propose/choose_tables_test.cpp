#include "propose/choose_tables.hpp"

#include "support/surveyed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
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
using testing_support::table_id;

// Holds the names of what is chosen beside rows of users.
struct Chosen {
    std::vector<std::string> whole;
    std::vector<std::string> empty;
    std::vector<std::string> perhaps_empty;

    std::vector<std::string> about_others;

    explicit Chosen(const Surveyed& surveyed, const std::vector<ReferenceGuess>& guesses = {}) {
        const TableChoice choice = choose_tables(surveyed.source(), surveyed.id("users"), guesses);
        const auto names = [&](const std::vector<TableId>& tables) {
            std::vector<std::string> found;
            for (const TableId table : tables) {
                found.push_back(surveyed.name(table));
            }
            return found;
        };
        whole = names(choice.whole);
        empty = names(choice.empty);
        perhaps_empty = names(choice.perhaps_empty);
        about_others = names(choice.about_others);
    }
};

TEST(ChooseTables, SmallTablesThatDoNotComeDownComeWhole) {
    const Surveyed surveyed{CatalogBuilder{}
                                .table("users", {"id integer", "country integer"})
                                .table("orders", {"id integer", "user_id integer"})
                                .table("countries", {"id integer"})
                                .table("empty", {"id integer"})
                                .table("large", {"id integer"})
                                .table("wide", {"id integer"})
                                .reference("user_country", "users(country) -> countries(id)")
                                .reference("order_user", "orders(user_id) -> users(id)")
                                .build(),
                            {{"users", {100, 1}},
                             {"orders", {100, 1}},
                             {"countries", {999, 1}},
                             {"large", {1'000, 1}},
                             {"wide", {1, std::uint64_t{1} << 20}}}};
    EXPECT_THAT(Chosen{surveyed}.whole, ElementsAre("countries"));
}

TEST(ChooseTables, WhatIsAboutRowsOfAnyTableComesWithThese) {
    const Surveyed surveyed{
        CatalogBuilder{}
            .table("users", {"id integer"})
            .table("blobs", {"id integer"})
            .table("attachments",
                   {"id integer", "record_type text", "record_id integer", "blob integer"})
            .table("variants", {"id integer", "blob integer"})
            .table("kinds", {"id integer"})
            .table("labels", {"id integer", "record_type text", "record_id integer"})
            .reference("blob", "attachments(blob) -> blobs(id)")
            .reference("variant", "variants(blob) -> blobs(id)")
            .build(),
        {{"users", {5'000, 1}},
         {"blobs", {100, 1}},
         {"attachments", {100, 1}},
         {"kinds", {10, 1}},
         {"labels", {10, 1}}}};
    ReferenceGuess of_users{surveyed.id("attachments"), 2, surveyed.id("users")};
    of_users.type_column = 1;
    ReferenceGuess of_kinds{surveyed.id("labels"), 2, surveyed.id("kinds")};
    of_kinds.type_column = 1;
    const Chosen chosen{surveyed, {of_users, of_kinds}};
    EXPECT_THAT(chosen.about_others, ElementsAre("attachments"));
    EXPECT_THAT(chosen.whole, ElementsAre("blobs", "kinds", "labels"));
    EXPECT_THAT(Chosen{surveyed}.whole, ElementsAre("attachments", "blobs", "kinds", "labels"));
}

TEST(ChooseTables, QueuesAndSessionsStayEmptyHoweverSmall) {
    const Surveyed surveyed{
        CatalogBuilder{}
            .table("users", {"id integer"})
            .table("solid_queue_jobs", {"id integer"})
            .table("solid_queue_ready_executions", {"id integer", "job_id integer"})
            .table("delayed_jobs", {"id integer", "handler text", "run_at text", "locked_at text"})
            .table("jobs", {"id integer", "title text"})
            .table("sessions", {"id integer", "session_id text", "data text"})
            .reference("job", "solid_queue_ready_executions(job_id) -> solid_queue_jobs(id)")
            .build(),
        {{"users", {100, 1}}, {"jobs", {7, 1}}, {"solid_queue_jobs", {5, 1}}}};
    const Chosen chosen{surveyed};
    EXPECT_THAT(chosen.empty, ElementsAre("delayed_jobs", "sessions", "solid_queue_jobs",
                                          "solid_queue_ready_executions"));
    EXPECT_THAT(chosen.whole, ElementsAre("jobs")) << "a table of somebody's own";
}

TEST(ChooseTables, WhatNeedsRowsOfATableThatIsNotWholeIsNotEither) {
    const Surveyed surveyed{CatalogBuilder{}
                                .table("users", {"id integer"})
                                .table("countries", {"id integer", "capital integer"})
                                .table("cities", {"id integer"})
                                .table("regions", {"id integer", "country integer"})
                                .table("sizes", {"id integer", "larger integer"})
                                .reference("capital", "countries(capital) -> cities(id)")
                                .reference("country", "regions(country) -> countries(id)")
                                .reference("larger", "sizes(larger) -> sizes(id)")
                                .build(),
                            {{"users", {100, 1}},
                             {"countries", {100, 1}},
                             {"cities", {100'000, 1}},
                             {"regions", {10, 1}},
                             {"sizes", {10, 1}}}};
    EXPECT_THAT(Chosen{surveyed}.whole, ElementsAre("sizes"));
}

TEST(ChooseTables, AMigrationToolsTableComesWithoutAnEntry) {
    Catalog catalog = CatalogBuilder{}
                          .table("users", {"id integer"})
                          .table("schema_migrations", {"version text"}, {"version"})
                          .build();
    catalog.tables[table_id(catalog, "schema_migrations")].migrations = true;
    EXPECT_THAT(Chosen(Surveyed{std::move(catalog), {{"schema_migrations", {10, 1}}}}).whole,
                IsEmpty());
}

TEST(ChooseTables, OfATreeTheTableIsNamedThatAllInheritFrom) {
    Catalog catalog = CatalogBuilder{}
                          .table("users", {"id integer"})
                          .table("kinds", {"id integer"})
                          .table("fine_kinds", {"id integer"})
                          .build();
    inherit(catalog, "fine_kinds", "kinds");
    EXPECT_THAT(Chosen(Surveyed{catalog, {{"fine_kinds", {5, 1}}}}).whole, ElementsAre("kinds"));
    // An heir that is too large keeps the name from being used.
    EXPECT_THAT(Chosen(Surveyed{catalog, {{"kinds", {5, 1}}, {"fine_kinds", {5'000, 1}}}}).whole,
                IsEmpty());
}

TEST(ChooseTables, LogsAndWhatAPolicyHidesStayEmptyWhetherReachedOrNot) {
    const Surveyed surveyed{CatalogBuilder{}
                                .table("users", {"id integer"})
                                .table("events", {"id integer"})
                                .table("salaries", {"id integer"})
                                .row_security(true)
                                .build(),
                            {{"users", {100, 1}}, {"events", {1'000'000, 1}}}};
    EXPECT_THAT(Chosen{surveyed}.empty, ElementsAre("events", "salaries"));
}

TEST(ChooseTables, OtherTablesThatCannotComeStayEmptyOnlyWhereTheConfigWouldReachThem) {
    Catalog catalog = CatalogBuilder{}
                          .table("users", {"id integer", "plan integer"})
                          .table("visits", {"id integer", "user_id integer"})
                          .table("plans", {"id integer"})
                          .table("farms", {"id integer"})
                          .reference("user_plan", "users(plan) -> plans(id)")
                          .reference("visit_user", "visits(user_id) -> users(id)")
                          .build();
    for (const char* const name : {"visits", "plans", "farms"}) {
        catalog.tables[table_id(catalog, name)].foreign_partition = QualifiedName{"public", "far"};
    }
    EXPECT_THAT(Chosen(Surveyed{std::move(catalog), {{"users", {100, 1}}}}).empty,
                ElementsAre("plans", "visits"));
}

TEST(ChooseTables, AReachedTableWithTheNameOfALogIsLeftToDecide) {
    const Surveyed surveyed{CatalogBuilder{}
                                .table("users", {"id integer"})
                                .table("user_events", {"id integer", "user_id integer"})
                                .table("user_jobs", {"id integer", "user_id integer"})
                                .reference("event", "user_events(user_id) -> users(id)")
                                .reference("job", "user_jobs(user_id) -> users(id)")
                                .build(),
                            {{"users", {100, 1}}, {"user_events", {500, 1}}}};
    const Chosen chosen{surveyed};
    EXPECT_THAT(chosen.perhaps_empty, ElementsAre("user_events"));
    EXPECT_THAT(chosen.empty, IsEmpty());
}

}  // namespace
}  // namespace subset
