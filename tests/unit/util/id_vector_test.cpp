#include "util/id_vector.hpp"

#include <gmock/gmock.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace subset {
namespace {

using ::testing::ElementsAre;

TEST(IdVector, IsIndexedByTheIdsOfItsKind) {
    IdVector<TableId, std::string> names{"orders", "users"};
    names[TableId{1}] = "people";
    names.push_back("visits");
    EXPECT_EQ(names[TableId{1}], "people");
    EXPECT_EQ(names.at(TableId{2}), "visits");
    EXPECT_THROW(static_cast<void>(names.at(TableId{3})), std::out_of_range);
}

TEST(IdVector, ListsItsIdsInTheirOrder) {
    const IdVector<ReferenceId, int> counts(3, 7);
    std::vector<ReferenceId> ids;
    for (const ReferenceId id : counts.ids()) {
        ids.push_back(id);
        EXPECT_EQ(counts[id], 7);
    }
    EXPECT_THAT(ids, ElementsAre(ReferenceId{0}, ReferenceId{1}, ReferenceId{2}));
    EXPECT_TRUE((IdVector<ReferenceId, int>{}.ids().empty()));
}

TEST(IdVector, HoldsFlagsThatCanBeSet) {
    IdVector<TableId, bool> reached(2, false);
    reached[TableId{1}] = true;
    EXPECT_FALSE(reached[TableId{0}]);
    EXPECT_TRUE(reached[TableId{1}]);
}

// The number of a reference says nothing about a table.
template <typename Index>
concept IndexesTables =
    requires(const IdVector<TableId, int>& values, Index index) { values[index]; };
static_assert(IndexesTables<TableId>);
static_assert(!IndexesTables<ReferenceId>);
static_assert(!IndexesTables<std::size_t>);

}  // namespace
}  // namespace subset
