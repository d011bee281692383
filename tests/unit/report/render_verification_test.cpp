#include "subset/error.hpp"
#include "subset/verification.hpp"
#include "util/amounts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

namespace subset {
namespace {

using testing::HasSubstr;

Verification sample() {
    Verification verification;
    verification.database = "dev";
    verification.server_version = "15.8";
    verification.stamp = {"0.1.0",     "shop", "15.8", "2026-11-20 02:00:11.25+00",
                          3.5 * 86400, true,   false};
    verification.tables = {{"public.orders", 1100, 1100},
                           {"public.users", 55, 55},
                           {"public.visits", 0, std::nullopt}};
    verification.references = {
        {"orders_user_id_fkey", "public.orders", "public.users", true, 0, 0, {}},
        {"visit", "public.visits", "public.users", false, 2, 2, {}}};
    verification.seconds = 0.25;
    return verification;
}

VerifiedReference broken() {
    return {"orders_user_id_fkey", "public.orders", "public.users", true, 12, 0,
            {"17", "18", "19"}};
}

TEST(Verification, OfATwinThatIsAsItWasIsTwoLines) {
    Verification verification = sample();
    EXPECT_EQ(render_verification_text(verification),
              "dev: made from shop on 2026-11-20 02:00:11 UTC, 3 days ago\n"
              "2 references hold, but for 2 rows kept so when it was made. 2 tables, 1,155\n"
              "rows: as when it was made.\n");
    verification.references.pop_back();
    EXPECT_THAT(render_verification_text(verification),
                HasSubstr("\n1 reference holds. 2 tables, "));
    EXPECT_TRUE(verification.whole());
    EXPECT_NO_THROW(throw_unless_whole(verification));
}

TEST(Verification, NamesTheTablesWhoseRowsAreOthers) {
    Verification verification = sample();
    verification.tables[1].rows = 54;
    verification.tables[2].rows = 3;
    verification.gone = {{"public.notes", 0, 7}};
    EXPECT_THAT(render_verification_text(verification),
                HasSubstr("rows; since it was made:\n\n"
                          "table          rows  then  difference\n"
                          "public.notes   gone     7          -7\n"
                          "public.users     54    55          -1\n"
                          "public.visits     3     -          +3\n"));
    EXPECT_THAT(
        render_verification_json(verification),
        HasSubstr("\"changes\":[\n  \"public.notes is gone; it had 7 rows when it was made\",\n"
                  "  \"public.users: 54 rows, 55 when it was made\",\n"
                  "  \"public.visits: 3 rows, none when it was made\"],"));
    EXPECT_TRUE(verification.whole()) << "rows may change as long as references hold";
}

TEST(Verification, WithoutAStampNothingIsSaidOfChanges) {
    Verification verification = sample();
    verification.stamp.reset();
    verification.notes = {"this database has no stamp"};
    const std::string text = render_verification_text(verification);
    EXPECT_THAT(text, HasSubstr("dev: not known to be a twin\n"));
    EXPECT_THAT(text, HasSubstr("2 tables, 1,155\nrows.\n\nThis database has no stamp.\n"));
    EXPECT_THAT(render_verification_json(verification), HasSubstr("\n \"stamp\":null,\n"));
}

TEST(Verification, EachReferenceThatDoesNotHoldIsAFault) {
    Verification verification = sample();
    verification.references[0] = broken();
    verification.references[1].dangling = 3;
    verification.references[1].dangling_keys = {"4"};
    EXPECT_FALSE(verification.whole());
    try {
        throw_unless_whole(verification);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::not_whole);
        ASSERT_EQ(error.faults().size(), 2U);
        EXPECT_EQ(error.faults()[0].message,
                  "12 rows of public.orders refer by orders_user_id_fkey to a row of public.users "
                  "that does not exist (such as 17, 18, 19)");
        EXPECT_THAT(error.faults()[0].hint, HasSubstr("triggers were disabled"));
        EXPECT_THAT(error.faults()[1].message,
                    testing::EndsWith("and 2 did when the twin was made"));
        EXPECT_THAT(error.faults()[1].hint, HasSubstr("No foreign key guards"));
    }
    EXPECT_THAT(render_verification_text(verification),
                HasSubstr("\nbroken reference     table          dangling  by rule\n"
                          "orders_user_id_fkey  public.orders        12        0\n"
                          "visit                public.visits         3        2\n"));
}

TEST(Verification, AnIncompleteTwinIsNotWhole) {
    Verification verification = sample();
    verification.stamp->complete = false;
    EXPECT_FALSE(verification.whole());
    EXPECT_THROW(throw_unless_whole(verification), Error);
    EXPECT_THAT(render_verification_text(verification), HasSubstr(", and not complete\n"));
    EXPECT_THAT(render_verification_json(verification), HasSubstr("\"verified\":false}\n"));
}

TEST(Verification, FitsTheWidth) {
    Verification verification = sample();
    verification.references[0] = broken();
    verification.tables[1].rows = 1;
    verification.notes = {"the foreign key orders_user_id_fkey of public.orders is NOT VALID"};
    std::istringstream text{render_verification_text(verification, 40)};
    for (std::string line; std::getline(text, line);) {
        EXPECT_LE(line.size(), 40U) << line;
    }
}

TEST(Verification, JsonHasALineForEachThing) {
    const std::string json = render_verification_json(sample());
    EXPECT_THAT(json, HasSubstr("\"command\":\"verify\",\"target\":{\"database\":\"dev\","
                                "\"server_version\":\"15.8\"},\n \"stamp\":{\"version\":"));
    EXPECT_THAT(
        json, HasSubstr("\n  {\"table\":\"public.visits\",\"rows\":0,\"stamped_rows\":null}],\n"));
    EXPECT_THAT(json, HasSubstr("\n  {\"name\":\"visit\",\"table\":\"public.visits\",\"parent\":"
                                "\"public.users\",\"declared\":false,\"dangling\":2,\"allowed\":2,"
                                "\"dangling_keys\":[]}],\n \"changes\":[],\n"));
    EXPECT_THAT(json, testing::EndsWith("\"seconds\":{\"total\":0.25},\"verified\":true}\n"));
    EXPECT_EQ(std::count(json.begin(), json.end(), '\n'), 11);
}

TEST(Verification, AgesAreInUnitsThatSaySomething) {
    EXPECT_EQ(report::render_age(-3), "just now");
    EXPECT_EQ(report::render_age(1.9), "1 second ago");
    EXPECT_EQ(report::render_age(119), "119 seconds ago");
    EXPECT_EQ(report::render_age(120), "2 minutes ago");
    EXPECT_EQ(report::render_age(2 * 3600), "2 hours ago");
    EXPECT_EQ(report::render_age(47.9 * 3600), "47 hours ago");
    EXPECT_EQ(report::render_age(1200.0 * 86400), "1,200 days ago");
}

}  // namespace
}  // namespace subset
