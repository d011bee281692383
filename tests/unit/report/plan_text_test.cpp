#include "report/plan_text.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace subset {
namespace {

using report::render_bringers;
using report::render_indexes;
using report::render_load_order;
using testing::HasSubstr;
using testing::Not;

constexpr std::size_t wide = 200;

TEST(PlanText, NamesTheTablesThatHaveRowsInTheOrderOfLoading) {
    Report report;
    report.tables.resize(3);
    report.tables[0].table = "orders";
    report.tables[0].load_position = 3;
    report.tables[0].rows = 1;
    report.tables[1].table = "shops";
    report.tables[1].load_position = 1;
    report.tables[2].table = "users";
    report.tables[2].load_position = 2;
    report.tables[2].rows = 1;
    EXPECT_EQ(render_load_order(report, wide), "Order of loading: users, orders.\n\n");
    // A single table has no order.
    report.tables[0].rows = 0;
    EXPECT_EQ(render_load_order(report, wide), "");
}

TEST(PlanText, SaysWhatBroughtTheMostWithLinesToPaste) {
    Report report;
    report.bringers = {
        {"order_user", "orders", "users", "down", 4'000, "[[child]]\ntable = \"orders\"\n"},
        {"order_shop", "orders", "shops", "up", 1, ""},
        {"line_order", "lines", "${X}", "down", 2, ""}};
    EXPECT_EQ(render_bringers(report, wide),
              "What brought the most, and what would bring less:\n"
              "\norder_user, down: 4,000 pairs of rows from users to orders.\n"
              "    [[child]]\n"
              "    table = \"orders\"\n"
              "\norder_shop, up: 1 pair of rows from orders up to shops.\n"
              "Nothing to cut: its columns must have values in the twin.\n"
              "\nline_order, down: 2 pairs of rows from ${X} to lines.\n"
              "Its names cannot be spelled in a config.\n\n");
    EXPECT_EQ(render_bringers({}, wide), "");
}

// Reports references whose children were looked for without an index. The first was the fastest.
Report slow(std::size_t count) {
    Report report;
    for (std::size_t number = 0; number < count; ++number) {
        ReferenceReport& reference = report.references.emplace_back();
        reference.name = fmt::format("r{}", number);
        reference.index = fmt::format("CREATE INDEX {}", number);
        reference.seconds = static_cast<double>(number + 1);
    }
    report.references.emplace_back().name = "served";
    return report;
}

TEST(PlanText, OfOneReferenceWithoutAnIndexIsAWarning) {
    EXPECT_EQ(render_indexes(slow(1), wide),
              "warning: no index serves a reference that is followed down, so its table is read "
              "whole in the source; with the time that it took:\n"
              "    CREATE INDEX 0;  -- 1.00 s\n\n");
    EXPECT_EQ(render_indexes(slow(0), wide), "");
}

TEST(PlanText, OfManyReferencesWithoutAnIndexTheSlowestFiveAreTold) {
    const std::string text = render_indexes(slow(7), wide);
    EXPECT_THAT(text, HasSubstr("no index serves 7 references that are followed down, so their "
                                "tables are read whole"));
    EXPECT_THAT(text, HasSubstr(":\n    CREATE INDEX 6;  -- 7.00 s\n    CREATE INDEX 5;"));
    EXPECT_THAT(text, HasSubstr("CREATE INDEX 2;"));
    EXPECT_THAT(text, Not(HasSubstr("CREATE INDEX 1;")));
    EXPECT_THAT(text, HasSubstr("and 2 more, in the report of --report.\n"));
}

TEST(PlanText, OfAnEstimateNoTimeIsKnown) {
    Report report = slow(1);
    report.estimated = true;
    EXPECT_EQ(render_indexes(report, wide),
              "warning: no index serves a reference that is followed down, so its table is read "
              "whole in the source:\n    CREATE INDEX 0;\n\n");
}

}  // namespace
}  // namespace subset
