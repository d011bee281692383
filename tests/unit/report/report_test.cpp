#include "subset/report.hpp"

#include "report/text_width.hpp"
#include "util/json_string.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <utility>

namespace subset {
namespace {

using report::render_json_string;
using testing::HasSubstr;
using testing::Not;

ReferenceReport make_reference(std::string name, std::string table, std::uint64_t up,
                               std::uint64_t down) {
    ReferenceReport reference;
    reference.name = std::move(name);
    reference.table = std::move(table);
    reference.parent = "public.users";
    reference.columns = {"user_id"};
    reference.parent_columns = {"user_id"};
    reference.up = up;
    reference.down = down;
    return reference;
}

Report small_report(const std::string& command) {
    Report report;
    report.command = command;
    report.source_database = "shop";
    report.source_server_version = "15.8";
    if (command == "run") {
        report.target_database = "dev";
        report.verified = true;
    }
    report.target_mode = "replace";
    report.tables = {{"public.orders", 200, 200, 8123, 0.0123, 1650},
                     {"public.users", 51, 50, 512, 1.5, {}},
                     {"public.z", 0, 0, 0, 0, {}}};
    report.tables[0].load_position = 2;
    report.tables[1].load_position = 1;
    report.tables[2].load_position = 3;
    report.references = {make_reference("orders_user_id_fkey", "public.orders", 200, 200),
                         make_reference("z_fkey", "public.z", 0, 0)};
    report.queries = {6, 14, 8};
    report.seconds = {1.2, 0.02, 0.3, 0.4, 0.3, 0.2};
    report.rows = 251;
    report.bytes = 8635;
    report.peak_memory_bytes = 12345678;
    return report;
}

std::size_t widest_line(const std::string& text) {
    std::size_t widest = 0;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        widest = std::max(widest, report::columns_of(line));
    }
    return widest;
}

TEST(ReportJson, HasTheKeysOfTheDesignInItsOrder) {
    Report report = small_report("run");
    report.notes = {"public.z has no rows", "a \"quoted\" name"};
    EXPECT_EQ(
        render_report_json(report),
        R"({"version":"0.1.0","command":"run","source":{"database":"shop","server_version":"15.8"},)"
        R"("target":{"database":"dev","mode":"replace"},"estimated":false,"counted":true,
 "tables":[
  {"table":"public.orders","rows":200,"chosen":200,"bytes":8123,"seconds":0.012,)"
        R"("rule":"closure","reached":false,"root":false,"load_position":2,"cycle":0},
  {"table":"public.users","rows":51,"chosen":50,"bytes":512,"seconds":1.5,)"
        R"("rule":"closure","reached":false,"root":false,"load_position":1,"cycle":0},
  {"table":"public.z","rows":0,"chosen":0,"bytes":0,"seconds":0,)"
        R"("rule":"closure","reached":false,"root":false,"load_position":3,"cycle":0}],
 "references":[
  {"name":"orders_user_id_fkey","table":"public.orders","parent":"public.users","columns":["user_id"],"parent_columns":["user_id"],)"
        R"("up":200,"down":200,"dangling":0,"declared":true,"walked":false,"cut":false,"follow":"never","limit":null,)"
        R"("in_cycle":false,"proven":true},
  {"name":"z_fkey","table":"public.z","parent":"public.users","columns":["user_id"],"parent_columns":["user_id"],)"
        R"("up":0,"down":0,"dangling":0,"declared":true,"walked":false,"cut":false,"follow":"never","limit":null,)"
        R"("in_cycle":false,"proven":true}],
 "bringers":[],
 "columns":[],
 "config":[],
 "notes":["public.z has no rows","a \"quoted\" name"],
 "queries":{"catalog":6,"closure":14,"load":8},)"
        R"("seconds":{"total":1.2,"catalog":0.02,"closure":0.3,"schema":0.4,"load":0.3,"finish":0.2},
 "rows":251,"bytes":8635,"peak_memory_bytes":12345678,"verified":true}
)");
}

TEST(ReportJson, HasNoTargetDatabaseWhereThereIsNone) {
    EXPECT_THAT(render_report_json(small_report("plan")),
                HasSubstr(R"("target":{"database":null,"mode":"replace"})"));
}

TEST(ReportJson, StaysValidWhateverTheNumbersAre) {
    Report report;
    report.seconds.total = std::nan("");
    report.seconds.load = INFINITY;
    const auto json = render_report_json(report);
    EXPECT_THAT(json, HasSubstr(R"("total":0,)"));
    EXPECT_THAT(json, HasSubstr(R"("load":0,)"));
    EXPECT_THAT(json, HasSubstr(R"("tables":[],)"));
}

TEST(ReportJson, EscapesWhatNamesMayHold) {
    EXPECT_EQ(render_json_string("a\"b\\c\n\x01\x7f"), R"("a\"b\\c\u000a\u0001\u007f")");
    EXPECT_EQ(render_json_string("\u009b2J\u2028\U0001ffff"), R"("\u009b2J\u2028\ud83f\udfff")");
    EXPECT_EQ(render_json_string("##[warning]"), R"("##\u005bwarning]")");
    EXPECT_EQ(render_json_string("ü日😀"), "\"ü日😀\"");
    // These are not UTF-8: a stray byte, an overlong sequence, a surrogate, a sequence that is cut
    // off, a code beyond U+10FFFF.
    EXPECT_EQ(render_json_string("\xff"), R"("\ufffd")");
    EXPECT_EQ(render_json_string("\xc0\xaf"), R"("\ufffd\ufffd")");
    EXPECT_EQ(render_json_string("\xed\xa0\x80"), R"("\ufffd\ufffd\ufffd")");
    EXPECT_EQ(render_json_string("a\xe2\x82"), R"("a\ufffd\ufffd")");
    EXPECT_EQ(render_json_string("\xf4\x90\x80\x80"), R"("\ufffd\ufffd\ufffd\ufffd")");
}

TEST(ReportText, OfARunIsASummaryTable) {
    EXPECT_EQ(render_report_text(small_report("run")),
              R"(table          rows  chosen   bytes  seconds
public.orders   200     200  7.9 kB     0.01
public.users     51      50   512 B     1.50
--------------------------------------------
2 tables        251     250  8.4 kB     1.51
1 other table has no rows.

2 references proven in dev.
251 rows in 1.20 s: catalog 0.02 s, closure 0.30 s, schema 0.40 s, load 0.30 s,
finish 0.20 s.
)");
}

TEST(ReportText, OfAPlanShowsSharesAndReferences) {
    EXPECT_EQ(render_report_text(small_report("plan")),
              R"(table          rows  chosen  share   bytes
public.orders   200     200   12 %  7.9 kB
public.users     51      50      -   512 B
------------------------------------------
2 tables        251     250         8.4 kB
1 other table has no rows.

reference            child          parent         up  down
orders_user_id_fkey  public.orders  public.users  200   200
1 other reference brings no rows.

Order of loading: public.users, public.orders.

Rows are exact; shares and bytes are about right. Nothing was written.
251 rows in 1.20 s: catalog 0.02 s, closure 0.30 s.
)");
}

TEST(ReportText, FitsTheWidth) {
    auto report = small_report("plan");
    report.tables.push_back(
        {"public." + std::string(63, 'x'), 123'456'789, 3, std::uint64_t{5} << 40, 1, 10});
    report.tables.push_back(
        {"日本語日本語日本語日本語日本語日本語日本語.テーブル", 1, 0, 1, 1, 10});
    report.references[0].dangling = 1;
    report.references.push_back(
        make_reference(std::string(63, 'r'), "public." + std::string(63, 'x'), 123'456'789, 1));
    report.references.back().dangling = 2;
    report.references.back().dangling_keys = {"7", "8"};
    for (const std::string command : {"plan", "run"}) {
        report.command = command;
        for (const int width : {40, 60, 80, 132}) {
            EXPECT_LE(widest_line(render_report_text(report, width)),
                      static_cast<std::size_t>(width))
                << command << width;
        }
        EXPECT_THAT(render_report_text(report, 80), HasSubstr("123,456,789"));
    }
}

TEST(ReportText, TellsOfDanglingRows) {
    auto report = small_report("run");
    report.references[0].dangling = 3;
    report.references[0].dangling_keys = {"7", "8"};
    EXPECT_THAT(
        render_report_text(report),
        HasSubstr("3 rows of public.orders refer by orders_user_id_fkey to a row of public.users\n"
                  "that does not exist (such as 7, 8).\n"));
    EXPECT_THAT(render_report_json(report), HasSubstr(R"("dangling_keys":["7","8"]})"));
}

TEST(ReportText, TellsNoProofWhereThereWasNone) {
    auto report = small_report("run");
    report.verified = false;
    EXPECT_THAT(render_report_text(report), Not(HasSubstr("proven")));
}

TEST(RenderReportMarkdown, IsATableForTheSummaryOfAJob) {
    Report report;
    report.command = "run";
    report.source_database = "shop|prod";
    report.target_database = "dev";
    report.tables = {{"public.users", 1'362, 50, 8'123, 0.01, std::nullopt},
                     {"public.empty", 0, 0, 0, 0, std::nullopt}};
    report.references.resize(2);
    report.rows = 1'362;
    report.bytes = 8'123;
    report.seconds.total = 1.2;
    report.verified = true;
    EXPECT_EQ(
        render_report_markdown(report),
        "### Twin of shop\\|prod in dev\n\n| table | rows | chosen | bytes |\n|:--|--:|--:|--:|\n"
        "| public\\.users | 1,362 | 50 | 7.9 kB |\n| **1 table** | **1,362** | | **7.9 kB** |\n\n"
        "2 references proven, in 1.20 s.\n");
}

}  // namespace
}  // namespace subset
