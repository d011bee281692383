#include "subset/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace subset {
namespace {

using testing::HasSubstr;
using testing::Not;

ReferenceReport make_reference(const std::string& name, const std::string& table,
                               const std::string& parent, const std::string& column) {
    ReferenceReport reference;
    reference.name = name;
    reference.table = table;
    reference.parent = parent;
    reference.columns = {column};
    return reference;
}

// Reports orders and users, a lookup, a log that stays empty, and a table that is not reached.
Report shop() {
    Report report;
    report.command = "plan";
    report.source_database = "shop";
    for (const char* const name : {"orders", "users", "countries", "log", "unused"}) {
        TableReport& table = report.tables.emplace_back();
        table.table = name;
        table.reached = true;
    }
    report.tables[0].rows = 200;
    report.tables[0].source_rows = 20'000;
    report.tables[0].chosen = 200;
    report.tables[1].rows = 1;
    report.tables[1].chosen = 1;
    report.tables[1].root = true;
    report.tables[2].rule = "all";
    report.tables[3].rule = "none";
    report.tables[3].reached = false;
    report.tables[4].reached = false;
    report.references = {make_reference("order_user", "orders", "users", "user_id"),
                         make_reference("order_country", "orders", "countries", "country"),
                         make_reference("order_log", "orders", "log", "log_id"),
                         make_reference("unused_user", "unused", "users", "user_id")};
    report.references[0].follow = "chosen";
    report.references[0].up = 200;
    report.references[0].down = 199;
    report.references[2].cut = true;
    return report;
}

TEST(GraphDot, DrawsWhatIsReachedAndWhatStaysEmptyBesideIt) {
    const std::string dot = render_graph_dot(shop());
    EXPECT_THAT(dot, testing::StartsWith("digraph \"shop\" {\n"));
    EXPECT_THAT(dot, HasSubstr("  t0 [id=\"t0\", class=\"table chosen\", label=\"orders\\n200 of "
                               "about 20,000 rows\", tooltip=\"orders\", fillcolor=\"#dbeafe\"];"));
    EXPECT_THAT(dot, HasSubstr("  t1 [id=\"t1\", class=\"table root chosen\", label=\"users\\n1 "
                               "row\""));
    EXPECT_THAT(dot, HasSubstr("class=\"table all\", label=\"countries"));
    EXPECT_THAT(dot, HasSubstr("class=\"table none\", label=\"log"));
    EXPECT_THAT(dot, Not(HasSubstr("unused")));
    EXPECT_THAT(dot, testing::EndsWith("}\n"));
}

TEST(GraphDot, ATableThatStaysEmptyIsNotDrawnForOneThatIsNotReached) {
    Report report = shop();
    report.references.erase(report.references.begin() + 2);
    report.references.push_back(make_reference("unused_log", "unused", "log", "log_id"));
    EXPECT_THAT(render_graph_dot(report), Not(HasSubstr("label=\"log")));
}

TEST(GraphDot, WithAllDrawsTheWholeSchema) {
    const std::string dot = render_graph_dot(shop(), true);
    EXPECT_THAT(dot, HasSubstr("label=\"unused"));
    EXPECT_THAT(dot, HasSubstr("t4 -> t1"));
}

TEST(GraphDot, OfAConfigThatReachesNothingIsTheWholeSchema) {
    Report report = shop();
    for (TableReport& table : report.tables) {
        table.reached = false;
    }
    EXPECT_THAT(render_graph_dot(report), HasSubstr("label=\"unused"));
}

TEST(GraphDot, AnArrowGoesFromTheChildAndSaysHowItIsFollowed) {
    const std::string dot = render_graph_dot(shop());
    EXPECT_THAT(dot, HasSubstr("  t0 -> t1 [id=\"r0\", class=\"reference\", tooltip=\"order_user: "
                               "user_id; up 200, down 199\", dir=both, arrowtail=crow];\n"));
    EXPECT_THAT(dot, HasSubstr("  t0 -> t2 [id=\"r1\", class=\"reference\", tooltip="
                               "\"order_country: country; up 0, down 0\"];\n"));
    EXPECT_THAT(dot, HasSubstr("  t0 -> t3 [id=\"r2\", class=\"reference cut\", tooltip="
                               "\"order_log: log_id; cut\", style=dashed];\n"));
}

TEST(GraphDot, CirclesAndWrittenReferencesAreToldApart) {
    Report report = shop();
    report.tables[0].cycle = 1;
    report.references[0].in_cycle = true;
    report.references[1].declared = false;
    const std::string dot = render_graph_dot(report);
    EXPECT_THAT(dot, HasSubstr("class=\"table chosen cycle\""));
    EXPECT_THAT(dot, HasSubstr("color=\"#b42318\", penwidth=2];"));
    EXPECT_THAT(dot, HasSubstr("class=\"reference cycle\""));
    EXPECT_THAT(dot, HasSubstr("class=\"reference written\""));
}

TEST(GraphDot, OfASinglePartitionTheArrowIsThePartitionedTables) {
    Report report = shop();
    report.references[0].table = "orders_2026";
    EXPECT_THAT(render_graph_dot(report), Not(HasSubstr("id=\"r0\"")));
    report.references[0].child_table = "orders";
    EXPECT_THAT(render_graph_dot(report), HasSubstr("t0 -> t1 [id=\"r0\""));
}

TEST(GraphDot, SaysOfRowsWhatIsKnown) {
    Report report = shop();
    report.estimated = true;
    EXPECT_THAT(render_graph_dot(report), HasSubstr("orders\\nabout 200 of about 20,000 rows"));
    report.counted = false;
    const std::string dot = render_graph_dot(report);
    EXPECT_THAT(dot, HasSubstr("orders\\nabout 20,000 rows"));
    EXPECT_THAT(dot, HasSubstr("users\\nnever analysed"));
    EXPECT_THAT(dot, HasSubstr("log\\nstays empty"));
    EXPECT_THAT(dot, HasSubstr("tooltip=\"order_user: user_id\""));
}

TEST(GraphDot, QuotesWhatNamesMayHold) {
    Report report = shop();
    report.tables[0].table = "a\"b\\c&d";
    report.references.clear();
    EXPECT_THAT(render_graph_dot(report), HasSubstr("tooltip=\"a\\\"b\\\\c&amp;d\""));
}

TEST(GraphMermaid, DrawsTheSame) {
    EXPECT_EQ(render_graph_mermaid(shop()),
              "flowchart RL\n"
              "  t0[\"orders<br/>200 of about 20,000 rows\"]:::chosen\n"
              "  t1[\"users<br/>1 row\"]:::chosen\n"
              "  t2[\"countries<br/>0 rows\"]:::whole\n"
              "  t3[\"log<br/>0 rows\"]:::none\n"
              "  t0 <-->|\"user_id\"| t1\n"
              "  t0 -->|\"country\"| t2\n"
              "  t0 -.->|\"log_id\"| t3\n"
              "  classDef cycle stroke:#b42318,stroke-width:2px\n"
              "  classDef chosen fill:#dbeafe\n"
              "  classDef whole fill:#dcfce7\n"
              "  classDef none fill:#e5e7eb\n");
}

TEST(GraphMermaid, ColoursTheArrowsOfCircles) {
    Report report = shop();
    report.tables[0].cycle = 1;
    report.references[0].in_cycle = true;
    report.references[2].in_cycle = true;
    const std::string text = render_graph_mermaid(report);
    EXPECT_THAT(text, HasSubstr("rows\"]:::cycle\n"));
    EXPECT_THAT(text, testing::EndsWith("  linkStyle 0,2 stroke:#b42318\n"));
}

TEST(GraphMermaid, EscapesWhatNamesMayHold) {
    Report report = shop();
    report.tables[0].table = "a\"b<c>;";
    report.references.clear();
    EXPECT_THAT(render_graph_mermaid(report), HasSubstr("t0[\"a#34;b#60;c#62;#59;<br/>"));
}

}  // namespace
}  // namespace subset
