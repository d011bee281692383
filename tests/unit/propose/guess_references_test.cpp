#include "propose/guess_references.hpp"

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
using testing_support::Surveyed;
using testing_support::table_id;

std::string text_of(const Surveyed& surveyed, const ReferenceGuess& guess) {
    constexpr std::string_view likeness[] = {"table", "key", "part"};
    const QualifiedName& parent = surveyed.source().catalog().table(guess.parent).name;
    return fmt::format("{}.{} -> {} by {}", surveyed.name(guess.child),
                       surveyed.column(guess.child, guess.column),
                       parent.schema == "public" ? parent.name : parent.text(),
                       likeness[static_cast<std::size_t>(guess.likeness)]);
}

std::vector<std::string> texts_of(const Surveyed& surveyed,
                                  const std::vector<ReferenceGuess>& guesses) {
    std::vector<std::string> texts;
    for (const ReferenceGuess& guess : guesses) {
        texts.push_back(text_of(surveyed, guess));
    }
    return texts;
}

std::vector<std::string> guessed(Catalog catalog) {
    const Surveyed surveyed{std::move(catalog), {}};
    return texts_of(surveyed, ReferenceGuesses{surveyed.source()}.by_name());
}

// Guesses for a table "visits" that has one column besides its key. The other tables have these
// names and the key id.
std::vector<std::string> guessed_of(const std::string& column,
                                    const std::vector<std::string>& tables) {
    CatalogBuilder builder;
    for (const std::string& table : tables) {
        builder.table(table, {"id integer"});
    }
    return guessed(builder.table("visits", {"id integer", column}).build());
}

TEST(GuessReferences, ByTheNameOfTheTable) {
    EXPECT_THAT(guessed_of("user_id integer", {"users"}),
                ElementsAre("visits.user_id -> users by table"));
    EXPECT_THAT(guessed_of("userId integer", {"User"}),
                ElementsAre("visits.userId -> User by table"));
    EXPECT_THAT(guessed_of("userid integer", {"users"}),
                ElementsAre("visits.userid -> users by table"));
    EXPECT_THAT(guessed_of("person_id integer", {"people"}),
                ElementsAre("visits.person_id -> people by table"));
    EXPECT_THAT(guessed_of("order_line_id integer", {"order_lines"}),
                ElementsAre("visits.order_line_id -> order_lines by table"));
}

TEST(GuessReferences, ByAPartOfEitherName) {
    EXPECT_THAT(guessed_of("billing_user_id integer", {"users"}),
                ElementsAre("visits.billing_user_id -> users by part"));
    EXPECT_THAT(guessed_of("user_id integer", {"auth_users"}),
                ElementsAre("visits.user_id -> auth_users by part"));
    // With a part of both names anything would match.
    EXPECT_THAT(guessed_of("billing_user_id integer", {"auth_users"}), IsEmpty());
}

TEST(GuessReferences, ByTheNameOfAKey) {
    EXPECT_THAT(guessed(CatalogBuilder{}
                            .table("staff", {"person_no integer"}, {"person_no"})
                            .table("visits", {"id integer", "person_no integer"})
                            .build()),
                ElementsAre("visits.person_no -> staff by key"));
    // "id" says nothing.
    EXPECT_THAT(guessed(CatalogBuilder{}
                            .table("staff", {"id integer"})
                            .table("visits", {"no integer", "id integer"}, {"no"})
                            .build()),
                IsEmpty());
}

TEST(GuessReferences, OnlyWhatEndsLikeAnId) {
    EXPECT_THAT(guessed_of("user integer", {"users"}), IsEmpty());
    EXPECT_THAT(guessed_of("id_user integer", {"users"}), IsEmpty());
    EXPECT_THAT(guessed_of("id integer", {"i"}), IsEmpty());
}

TEST(GuessReferences, TheLikeliestParentsFirstAndThreeAtMost) {
    EXPECT_THAT(guessed_of("user_id integer", {"a_users", "b_users", "users", "z_users"}),
                ElementsAre("visits.user_id -> users by table", "visits.user_id -> a_users by part",
                            "visits.user_id -> b_users by part"));
}

TEST(GuessReferences, AParentOfTheSameSchemaGoesBeforeOneOfAnother) {
    EXPECT_THAT(guessed(CatalogBuilder{}
                            .schema("app")
                            .schema("shop")
                            .table("app.users", {"id integer"})
                            .table("shop.users", {"id integer"})
                            .table("shop.visits", {"id integer", "user_id integer"})
                            .build()),
                ElementsAre("visits.user_id -> shop.users by table",
                            "visits.user_id -> app.users by table"));
}

TEST(GuessReferences, OnlyWhereTypesCompareByAnIndexOfTheParent) {
    EXPECT_THAT(guessed_of("user_id bigint", {"users"}),
                ElementsAre("visits.user_id -> users by table"));
    EXPECT_THAT(guessed_of("user_id text", {"users"}), IsEmpty());
    EXPECT_THAT(guessed_of("user_id uuid", {"users"}), IsEmpty());
    EXPECT_THAT(guessed_of("user_id numeric", {"users"}), IsEmpty());
}

TEST(GuessReferences, NotWhatIsAReferenceOrAKeyOrComputed) {
    EXPECT_THAT(guessed(CatalogBuilder{}
                            .table("users", {"id integer"})
                            .table("visits", {"id integer", "user_id integer"})
                            .reference("declared", "visits(user_id) -> users(id)")
                            .build()),
                IsEmpty());
    EXPECT_THAT(guessed(CatalogBuilder{}
                            .table("users", {"id integer"})
                            .table("profiles", {"user_id integer"}, {"user_id"})
                            .build()),
                IsEmpty());
    EXPECT_THAT(guessed_of("user_id integer generated", {"users"}), IsEmpty());
    EXPECT_THAT(guessed(CatalogBuilder{}
                            .table("users", {"id integer"})
                            .table("seats", {"user_id integer", "no integer"}, {"user_id", "no"})
                            .build()),
                ElementsAre("seats.user_id -> users by table"));
}

TEST(GuessReferences, NoParentThatIsAPartOfAnotherOrHasSeveralKeyColumns) {
    // users(id) is what references accounts.
    EXPECT_THAT(guessed(CatalogBuilder{}
                            .table("accounts", {"id integer"})
                            .table("users", {"id integer"})
                            .table("visits", {"id integer", "user_id integer"})
                            .reference("same", "users(id) -> accounts(id)")
                            .build()),
                IsEmpty());
    EXPECT_THAT(guessed(CatalogBuilder{}
                            .table("users", {"id integer", "no integer"}, {"id", "no"})
                            .table("visits", {"id integer", "user_id integer"})
                            .build()),
                IsEmpty());
}

TEST(GuessReferences, NothingOfWhatDoesNotCome) {
    EXPECT_THAT(guessed(CatalogBuilder{}
                            .table("users", {"id integer"})
                            .row_security(true)
                            .table("visits", {"id integer", "user_id integer"})
                            .build()),
                IsEmpty());
    EXPECT_THAT(guessed(CatalogBuilder{}
                            .table("users", {"id integer"})
                            .table("visits", {"id integer", "user_id integer"})
                            .row_security(true)
                            .build()),
                IsEmpty());
}

Catalog with_comments(const std::string& type_column, const std::string& id_column) {
    return CatalogBuilder{}
        .table("orders", {"id integer"})
        .table("order_lines", {"id integer"})
        .table("comments", {"id integer", type_column, id_column})
        .build();
}

std::vector<std::string> pairs_of(Catalog catalog) {
    const Surveyed surveyed{std::move(catalog), {}};
    std::vector<std::string> texts;
    for (const TypedPair& pair : ReferenceGuesses{surveyed.source()}.typed_pairs()) {
        texts.push_back(fmt::format("{}: {}, {}", surveyed.name(pair.table),
                                    surveyed.column(pair.table, pair.type_column),
                                    surveyed.column(pair.table, pair.id_column)));
    }
    return texts;
}

TEST(TypedPairs, AreAColumnOfTypesAndOneOfIdsOfOneName) {
    EXPECT_THAT(pairs_of(with_comments("subject_type text", "subject_id integer")),
                ElementsAre("comments: subject_type, subject_id"));
    EXPECT_THAT(pairs_of(with_comments("subjectType character varying", "subjectId integer")),
                ElementsAre("comments: subjectType, subjectId"));
    EXPECT_THAT(pairs_of(with_comments("subject_type text", "owner_id integer")), IsEmpty());
    EXPECT_THAT(pairs_of(with_comments("subject_type integer", "subject_id integer")), IsEmpty());
    EXPECT_THAT(pairs_of(with_comments("subject_type text[]", "subject_id integer")), IsEmpty());
    EXPECT_THAT(pairs_of(with_comments("type text", "other_id integer")), IsEmpty());
}

TEST(TypedPairs, MayHaveAnEnumOfTypes) {
    Catalog catalog = with_comments("subject_type public.subject", "subject_id integer");
    EXPECT_THAT(pairs_of(catalog), IsEmpty());
    catalog.tables[table_id(catalog, "comments")].columns[1].is_enum = true;
    EXPECT_THAT(pairs_of(catalog), ElementsAre("comments: subject_type, subject_id"));
}

TEST(TypedPairs, AValueMeansTheTablesOfItsNameOrOfItsLastPart) {
    const Surveyed surveyed{with_comments("subject_type text", "subject_id integer"), {}};
    const ReferenceGuesses guesses{surveyed.source()};
    const TypedPair pair = guesses.typed_pairs().front();
    const auto meant = [&](const std::string& value) {
        return texts_of(surveyed, guesses.meant_by(pair, value));
    };
    const std::string orders = "comments.subject_id -> orders by table";
    EXPECT_THAT(meant("Order"), ElementsAre(orders));
    EXPECT_THAT(meant("orders"), ElementsAre(orders));
    EXPECT_THAT(meant("App\\Models\\Order"), ElementsAre(orders));
    EXPECT_THAT(meant("Shop::OrderLine"),
                ElementsAre("comments.subject_id -> order_lines by table"));
    EXPECT_THAT(meant("Line"), ElementsAre("comments.subject_id -> order_lines by part"));
    EXPECT_THAT(meant("Invoice"), IsEmpty());
    EXPECT_THAT(meant(""), IsEmpty());
    EXPECT_THAT(meant("${ORDER}"), IsEmpty());
}

TEST(TypedPairs, AGuessSaysOfWhichValueItIs) {
    const Surveyed surveyed{with_comments("subject_type text", "subject_id integer"), {}};
    const ReferenceGuesses guesses{surveyed.source()};
    const auto meant = guesses.meant_by(guesses.typed_pairs().front(), "Order");
    ASSERT_EQ(meant.size(), 1U);
    EXPECT_EQ(surveyed.column(meant[0].child, meant[0].type_column.value()), "subject_type");
    EXPECT_EQ(meant[0].type_value, "Order");
}

}  // namespace
}  // namespace subset
