#include "propose/render_config.hpp"

#include "support/config_file.hpp"
#include "support/surveyed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing_support::CatalogBuilder;
using testing_support::ReadConfig;
using testing_support::Surveyed;

class RenderConfig : public ReadConfig {
protected:
    RenderConfig() { proposal_.roots = {root("users", "id DESC", 1), root("orders", "", 0)}; }
    [[nodiscard]] ProposedRoot root(const std::string& table, const std::string& order_by,
                                    std::size_t reached) const {
        ProposedRoot root;
        root.table = shop_.id(table);
        root.order_by = order_by;
        root.reached = reached;
        root.latest_by = LatestBy{};
        return root;
    }
    [[nodiscard]] std::string text() const {
        return render_config(source_, shop_.source(), proposal_);
    }
    // Reads the text as a user's config.
    [[nodiscard]] Config config() const {
        Config config = read(text());
        EXPECT_THAT(told(config.faults), IsEmpty()) << text();
        return config;
    }

    Surveyed shop_{
        CatalogBuilder{}
            .table("users", {"id integer", "email text"})
            .table("orders", {"id integer", "user_id integer", "kind text"})
            .table("countries", {"id integer"})
            .reference("order_user", "orders(user_id) -> users(id)")
            .build(),
        {{"users", {1'000, 80'000}}, {"orders", {2'000, 90'000}}, {"countries", {5, 1}}}};
    SourceConfig source_;
    ConfigProposal proposal_;
};

TEST_F(RenderConfig, BeginsFromTheFirstRootAndOffersTheOthers) {
    const Config made = config();
    ASSERT_EQ(made.roots.size(), 1U);
    EXPECT_EQ(made.roots[0].table.value, "users");
    EXPECT_EQ(made.roots[0].order_by->value, "id DESC");
    EXPECT_EQ(made.roots[0].limit, 50U);
    EXPECT_TRUE(made.roots[0].children);
    EXPECT_THAT(text(), HasSubstr("# [[root]]\n# table    = \"orders\"\n# limit    = 50\n"));
}

TEST_F(RenderConfig, SaysOfWhatItWasMadeAndNothingOfWhere) {
    EXPECT_THAT(text(), HasSubstr("from the database \"shop\" (PostgreSQL"));
    EXPECT_THAT(text(), Not(HasSubstr("example.com")));
    EXPECT_THAT(config().limits.rows, 1'000'000U);
}

TEST_F(RenderConfig, KeepsTheSchemasThatWereAskedFor) {
    EXPECT_FALSE(config().source.schemas.has_value());
    source_.schemas = {{"public", {}}, {"app_*", {}}};
    const Config made = config();
    ASSERT_TRUE(made.source.schemas.has_value());
    ASSERT_EQ(made.source.schemas->size(), 2U);
    EXPECT_EQ(made.source.schemas->at(1).value, "app_*");
}

TEST_F(RenderConfig, LimitsChildrenByColumnsOrByName) {
    ProposedLimit limit;
    limit.reference = shop_.reference("order_user").id;
    limit.limit = 100;
    limit.average = 1'234.4;
    limit.order_by = "c.id DESC";
    proposal_.child_limits = {limit};
    Config made = config();
    ASSERT_EQ(made.children.size(), 1U);
    EXPECT_EQ(made.children[0].limit, 100U);
    EXPECT_EQ(made.children[0].order_by->value, "c.id DESC");
    ASSERT_EQ(made.children[0].columns.size(), 1U);
    EXPECT_EQ(made.children[0].columns[0].value, "user_id");
    EXPECT_THAT(text(), HasSubstr("A row of public.users has about 1,234 rows here"));
    proposal_.child_limits[0].by_name = true;
    made = config();
    EXPECT_EQ(made.children[0].name->value, "order_user");
    EXPECT_THAT(made.children[0].columns, IsEmpty());
}

TEST_F(RenderConfig, SaysWhichTablesComeWholeOrStayEmpty) {
    proposal_.tables.whole = {shop_.id("countries")};
    proposal_.tables.empty = {shop_.id("orders")};
    proposal_.tables.perhaps_empty = {shop_.id("users")};
    const Config made = config();
    ASSERT_EQ(made.tables.size(), 2U);
    EXPECT_EQ(made.tables[0].name.value, "countries");
    EXPECT_EQ(made.tables[0].rows, RowsRule::all);
    EXPECT_EQ(made.tables[1].name.value, "orders");
    EXPECT_EQ(made.tables[1].rows, RowsRule::none);
    EXPECT_THAT(text(), HasSubstr("# [[table]]\n# name = \"users\"\n# rows = \"none\"\n"));
}

TEST_F(RenderConfig, MasksWhatFitsAndSaysWhatDoesNot) {
    proposal_.masks.masks = {{{shop_.id("users"), 1}, "@email", "by its name"}};
    proposal_.masks.kept = {{"orders.kind", "by their names"}};
    proposal_.mask_key = "0123456789abcdef0123456789abcdef";
    Config made = config();
    EXPECT_EQ(made.mask.key->value, proposal_.mask_key);
    EXPECT_THAT(text(), HasSubstr("unclassified = \"error\"\n# locale = \"de\""));
    EXPECT_THAT(text(), HasSubstr("email = \"@email\""));
    ASSERT_EQ(made.mask.keep.size(), 1U);
    EXPECT_EQ(made.mask.keep[0].value, "orders.kind");
    proposal_.masks.masks[0].misfit = ", but it is unique";
    made = config();
    EXPECT_THAT(made.tables, IsEmpty());
    EXPECT_THAT(text(), HasSubstr("unclassified = \"warn\""));
}

TEST_F(RenderConfig, OffersReferencesThatTheSchemaDoesNotDeclare) {
    ReferenceGuess guess;
    guess.child = shop_.id("orders");
    guess.column = 1;
    guess.parent = shop_.id("users");
    guess.type_column = 2;
    guess.type_value = "it's";
    guess.values = 1'000;
    guess.found = 998;
    proposal_.undeclared.references = {guess};
    proposal_.undeclared.left_out = 3;
    EXPECT_THAT(config().references, IsEmpty());
    EXPECT_THAT(text(), HasSubstr("# 998 of 1,000 sampled values have a row in public.users.\n"
                                  "# [[reference]]\n# table   = \"orders\"\n"
                                  "# columns = [\"user_id\"]\n# parent  = \"users\"\n"
                                  "# when    = \"c.kind = 'it''s'\"\n"));
    EXPECT_THAT(text(), HasSubstr("# 3 columns more, by name alone, were not looked at."));
}

TEST_F(RenderConfig, SaysWhereItDoesNotRunYet) {
    proposal_.faults = {{"a mask is missing", "Write one."}};
    EXPECT_THAT(text(), HasSubstr("# It does not run yet: a mask is missing. Write one.\n"));
    EXPECT_EQ(config().roots.size(), 1U);
}

}  // namespace
}  // namespace subset
