#include "mask/masks.hpp"

#include "support/catalog_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing_support::CatalogBuilder;

TEST(Masks, AFaultNamesTheEntryThatItIsAbout) {
    const Catalog catalog =
        CatalogBuilder{}.table("users", {"id integer", "email text", "name text"}).build();
    TableRule rule;
    rule.name = Text{"public.users"};
    rule.masks.push_back({Text{"id"}, Text{"@email"}, SubjectId{4}});
    rule.masks.push_back({Text{"email"}, Text{"@nothing"}, SubjectId{7}});
    rule.masks.push_back({Text{"name"}, Text{"'x'"}, SubjectId{8}});
    Config config;
    config.tables.push_back(rule);

    const Masks masks = make_masks(config, catalog, ColumnGroups{catalog}, {true});

    std::vector<std::optional<SubjectId>> subjects;
    for (const Fault& fault : masks.faults) {
        subjects.push_back(fault.subject);
    }
    EXPECT_THAT(subjects, ElementsAre(SubjectId{7}, SubjectId{4}));
    ASSERT_TRUE(masks.tables.front()[2].has_value());
    EXPECT_EQ(masks.tables.front()[2]->rule, SubjectId{8});
}

}  // namespace
}  // namespace subset
