// Tests what ends a closure early, and what dangles.
#include "closure/closure.hpp"
#include "support/closure_walk.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing_support::CatalogBuilder;
using testing_support::diamond;
using testing_support::Given;
using testing_support::null;
using testing_support::Walk;

CatalogBuilder doubtful(bool validated, const std::string& type = "integer") {
    CatalogBuilder builder = CatalogBuilder{}
                                 .table("child", {"id integer", "ref " + type})
                                 .table("parent", {"id " + type});
    return validated ? builder.reference("r", "child(ref) -> parent(id)")
                     : builder.not_valid("r", "child(ref) -> parent(id)");
}

TEST(Dangling, AValidatedReferenceThatDanglesMeansTheTwinWouldNotBeWhole) {
    Walk walk{Given{doubtful(true)}.root("child")};
    walk.add("child", {{"1", "10"}, {"2", "11"}, {"3", "11"}}).add("parent", {{"10"}});
    const Error error = walk.failure();
    EXPECT_EQ(error.kind(), ErrorKind::not_whole);
    EXPECT_THAT(
        error.what(),
        HasSubstr("2 rows of public.child reference rows of public.parent that do not exist"));
    EXPECT_THAT(error.what(), HasSubstr("11"));
}

TEST(Dangling, RowsOfTheSourceThatAreNotInTheClosureDoNotMatter) {
    Walk walk{Given{doubtful(true)}.root("child")};
    walk.add("child", {{"1", "10"}, {"2", "11"}}).add("parent", {{"10"}}).select(0, {"1"});
    EXPECT_NO_THROW((void)walk.closure());
}

TEST(Dangling, ANotValidReferenceKeepsItsRowAndIsCounted) {
    for (const std::string type : {"integer", "numeric"}) {
        Walk walk{Given{doubtful(false, type)}.root("child")};
        walk.add("child", {{"1", "10"}, {"2", "11"}, {"3", "12"}, {"4", "11"}, {"5", null}});
        walk.add("parent", {{type == "numeric" ? "10.00" : "10"}}).select(0, {"1", "2", "4", "5"});
        const Closure closure = walk.closure();
        EXPECT_THAT(walk.ids(closure, "child"), ElementsAre("1", "2", "4", "5"));
        EXPECT_EQ(walk.reference(closure, "r").dangling, 2U);
        EXPECT_EQ(walk.reference(closure, "r").up, 3U);
        EXPECT_THAT(walk.reference(closure, "r").dangling_keys, ElementsAre("11"));
    }
}

TEST(Dangling, ItIsCountedForAWholeChildAndForAWholeParent) {
    for (const std::string whole : {"child", "parent", "*"}) {
        Walk walk{Given{doubtful(false)}.root("child").rows(whole, RowsRule::all)};
        walk.add("child", {{"1", "10"}, {"2", "11"}}).add("parent", {{"10"}});
        EXPECT_EQ(walk.reference(walk.closure(), "r").dangling, 1U) << whole;
    }
}

TEST(QueryRoots, TheirKeysAreReadOnceAndDuplicatesCollapse) {
    Walk walk{Given{diamond()}.query("left")};
    walk.add("left", {{"10", "30"}, {"11", "30"}})
        .add("top", {{"30"}})
        .add("bottom", {{"1", "11", null}});
    walk.source().set_query(0, {{"11"}, {"11"}});
    const Closure closure = walk.closure();
    EXPECT_THAT(walk.ids(closure, "left"), ElementsAre("11"));
    EXPECT_THAT(walk.ids(closure, "bottom"), ElementsAre("1"));
    EXPECT_EQ(walk.source().parents_asked.size(), 2U);
}

TEST(QueryRoots, NullAndUnknownKeysAreErrorsOfTheUsersSql) {
    Walk unknown{Given{diamond()}.query("left")};
    unknown.add("left", {{"10", null}}).source().set_query(0, {{"10"}, {"77"}});
    const Error error = unknown.failure();
    EXPECT_EQ(error.kind(), ErrorKind::user_sql);
    EXPECT_THAT(error.what(), HasSubstr("they are not shown"));
    EXPECT_EQ(error.place().line, 4U);
    Walk with_null{Given{diamond()}.query("left")};
    with_null.add("left", {{"10", null}}).source().set_query(0, {{null}});
    EXPECT_EQ(with_null.failure().kind(), ErrorKind::user_sql);
}

// This source stands for a server that is spread over several: every other row has the id of the
// one before it.
class SpreadSource : public testing_support::MemorySource {
public:
    using MemorySource::MemorySource;

    void read_root(std::uint32_t root, bool with_tuple, const RowSink& sink) override {
        MemorySource::read_root(root, with_tuple, [&](const SourceRow& row) {
            SourceRow same = row;
            same.id = make_row_id(0, block_of(row.id) / 2, 1);
            sink(same);
        });
    }
};

TEST(RowIds, ThatComeAgainWithAnotherKeyEndTheRun) {
    const Plan plan = Given{diamond()}.root("top").plan();
    SpreadSource source{plan};
    source.add("top", {"1"});
    source.add("top", {"2"});
    Observer silent;
    const Cancellation cancellation;
    try {
        (void)compute_closure(plan, {}, source, nullptr, nullptr, silent, cancellation);
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::server);
        EXPECT_THAT(error.what(), HasSubstr("row ids of public.top are not unique on this server"));
    }
}

TEST(RowIds, MayComeAgainWithTheSameKey) {
    const Plan plan = Given{diamond()}.root("top").root("top").plan();
    SpreadSource source{plan};
    source.add("top", {"1"});
    Observer silent;
    const Cancellation cancellation;
    EXPECT_EQ(compute_closure(plan, {}, source, nullptr, nullptr, silent, cancellation).total_rows,
              1U);
}

TEST(Limits, PassingOneStopsAndNamesTheReferencesThatBroughtTheMost) {
    Walk walk{Given{diamond()}.root("top").most_rows(30)};
    walk.add("top", {{"30"}});
    for (int row = 0; row < 40; ++row) {
        walk.add("right", {{std::to_string(row), "30"}});
    }
    walk.add("left", {{"1", "30"}});
    const Error error = walk.failure();
    EXPECT_EQ(error.kind(), ErrorKind::limit);
    EXPECT_THAT(error.what(), HasSubstr("30 rows"));
    EXPECT_THAT(error.hint(), HasSubstr("rt of public.right (28 rows)"));
    EXPECT_THAT(error.hint(), HasSubstr("lt of public.left (1 rows)"));
}

TEST(Limits, AReferenceOnTheWayUpIsNamedToo) {
    Walk walk{Given{diamond()}.root("left", false).most_rows(15)};
    for (int row = 0; row < 10; ++row) {
        walk.add("left", {{std::to_string(row), std::to_string(row)}})
            .add("top", {{std::to_string(row)}});
    }
    const Error error = walk.failure();
    EXPECT_EQ(error.kind(), ErrorKind::limit);
    EXPECT_THAT(error.hint(), HasSubstr("lt of public.left (5 rows)"));
}

TEST(Limits, OfOneTableNameTheReferencesThatBringItsRows) {
    Walk walk{Given{diamond()}.root("top").most_rows_of("right", 30)};
    walk.add("top", {{"30"}});
    for (int row = 0; row < 40; ++row) {
        walk.add("right", {{std::to_string(row), "30"}});
    }
    walk.add("left", {{"1", "30"}});
    const Error error = walk.failure();
    EXPECT_EQ(error.kind(), ErrorKind::limit);
    EXPECT_THAT(error.what(), HasSubstr("more than 30 rows of public.right"));
    EXPECT_THAT(error.hint(), HasSubstr("rt of public.right (30 rows)"));
    EXPECT_THAT(error.hint(), Not(HasSubstr("public.left")));
}

TEST(Limits, ExactlyTheLimitIsNoError) {
    Walk walk{Given{diamond()}.root("top").most_rows(1)};
    walk.add("top", {{"30"}});
    EXPECT_EQ(walk.closure().total_rows, 1U);
}

}  // namespace
}  // namespace subset
