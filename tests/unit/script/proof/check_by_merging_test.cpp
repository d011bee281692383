#include "script/proof/check_by_merging.hpp"

#include "support/catalog_builder.hpp"
#include "support/dump_entry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testing_support::CatalogBuilder;
using testing_support::dump_entry;

// Returns the statement that adds the constraint, with so many rows of that key.
std::string statement(const std::string& key, std::uint64_t parents, std::uint64_t children = 1,
                      std::vector<ColumnList> indexes = {}) {
    Catalog catalog = CatalogBuilder{}
                          .table("users", {"id " + key})
                          .table("orders", {"id integer", "u " + key})
                          .reference("of", "orders(u) -> users(id)")
                          .build();
    Closure closure;
    closure.tables.resize(2);
    const TableId child = catalog.references.front().child.table;
    closure.tables[child].rows = children;
    catalog.tables[child].indexes = std::move(indexes);
    closure.tables[catalog.references.front().parent.table].rows = parents;
    return check_by_merging(catalog, closure,
                            {dump_entry("FK CONSTRAINT public orders of", "ALTER ...;\n\n")})
        .front()
        .sql;
}

TEST(CheckByMerging, ManyParentsWithKeysThatSortQuicklyAreNotHashed) {
    for (const char* const key : {"integer", "bigint", "uuid"}) {
        const std::string sql = statement(key, 1'000'000);
        EXPECT_THAT(sql, StartsWith("SET enable_hashjoin = off;\nALTER ...;")) << key;
        EXPECT_THAT(sql, HasSubstr("RESET enable_hashjoin;")) << key;
    }
}

TEST(CheckByMerging, ManyChildrenInTheOrderOfAnIndexAreNotHashed) {
    const ColumnList of_reference = {1};
    const ColumnList of_another = {0, 1};
    EXPECT_THAT(statement("integer", 10, 1'000'000, {{of_another}, {of_reference}}),
                StartsWith("SET enable_hashjoin = off;"));
    EXPECT_THAT(statement("integer", 10, 1'000'000, {{of_another}}), Not(HasSubstr("hashjoin")));
    EXPECT_THAT(statement("integer", 10, 10, {{of_reference}}), Not(HasSubstr("hashjoin")));
}

TEST(CheckByMerging, OthersAreLeftToTheServer) {
    EXPECT_THAT(statement("integer", 1'000), Not(HasSubstr("hashjoin")));
    EXPECT_THAT(statement("text", 1'000'000), Not(HasSubstr("hashjoin")));
}

}  // namespace
}  // namespace subset
