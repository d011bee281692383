#include "report/text_width.hpp"
#include "subset/explanation.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

namespace subset {
namespace {

using testing::HasSubstr;
using testing::Not;

ChainLink make_root(const std::string& row, bool chosen = true) {
    ChainLink link;
    link.table = "public.users";
    link.row = row;
    link.primary_key = {"42"};
    link.by = "root";
    link.rule = "[[root]] (twin.toml:6)";
    link.chosen = chosen;
    return link;
}

ChainLink make_step(const std::string& row, const std::string& by) {
    ChainLink link;
    link.table = "public.orders";
    link.row = row;
    link.primary_key = {"7"};
    link.by = by;
    link.reference = "order_user";
    link.columns = {"user_id", "tenant"};
    link.key = {"42", ""};
    return link;
}

RowExplanation there() {
    RowExplanation row;
    row.table = "public.orders";
    row.row = "id = 7";
    row.primary_key = {"7"};
    row.in_twin = true;
    row.chain = {make_root("id = 42"), make_step("id = 7", "down")};
    return row;
}

RowExplanation missing() {
    RowExplanation row;
    row.table = "public.lines";
    row.row = "id = 9";
    MissingLink& link = row.missing.emplace();
    link.from = make_root("id = 42", false);
    link.to = make_step("id = 7", "down");
    link.rest = {link.to, make_step("id = 9", "down")};
    link.reason = "limit = 1 of [[child]] takes other rows";
    link.hint = "A higher limit would take the row.";
    return row;
}

std::size_t widest_line(const std::string& text) {
    std::size_t widest = 0;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        widest = std::max(widest, report::columns_of(line));
    }
    return widest;
}

TEST(ExplanationText, OfARowThatIsThereIsTheChainToIt) {
    RowExplanation row = there();
    row.chain[1].rule = "[[child]] (twin.toml:9)";
    EXPECT_EQ(render_explanation_text(row),
              R"text(public.orders id = 7 is in the twin, required:

  public.users id = 42 (chosen)
      [[root]] (twin.toml:6)
  public.orders id = 7 (required)
      down by order_user: user_id = 42, tenant = ''; [[child]] (twin.toml:9)
)text");
}

TEST(ExplanationText, OfALongChainThePeopleSeeTheEnds) {
    RowExplanation row = there();
    for (int number = 0; number < 28; ++number) {
        row.chain.push_back(make_step(fmt::format("id = {}", 100 + number), "up"));
    }
    const std::string text = render_explanation_text(row);
    EXPECT_THAT(text, HasSubstr("  ... 10 rows more: --format json has them\n"));
    EXPECT_THAT(text, HasSubstr("id = 107 (required)"));
    EXPECT_THAT(text, Not(HasSubstr("id = 108 (required)")));
    EXPECT_THAT(text, Not(HasSubstr("id = 117 (required)")));
    EXPECT_THAT(text, HasSubstr("id = 118 (required)"));
    row.chain.resize(24);
    EXPECT_THAT(render_explanation_text(row), Not(HasSubstr("more:")));
}

TEST(ExplanationText, OfARowThatIsNotThereSaysTheStepThatWasNotTaken) {
    EXPECT_EQ(render_explanation_text(missing()),
              R"(public.lines id = 9 is not in the twin.

The nearest row that is in the twin:

  public.users id = 42 (required)

From there it would come like this:

  public.orders id = 7
      down by order_user: user_id = 42, tenant = ''
  public.orders id = 9
      down by order_user: user_id = 42, tenant = ''

The first of these steps is not taken: limit = 1 of [[child]] takes other rows.
hint: A higher limit would take the row.
)");
}

TEST(ExplanationText, OfASingleStepSaysThatOne) {
    RowExplanation row = missing();
    row.missing->rest.resize(1);
    EXPECT_THAT(render_explanation_text(row), HasSubstr("That step is not taken: limit"));
}

TEST(ExplanationText, OfARowThatNothingLeadsToSaysWhy) {
    RowExplanation row;
    row.table = "public.users";
    row.row = "id = 5";
    row.reason = "nothing in the twin is near it";
    row.roots = {"[[root]] (twin.toml:6) takes the first 50"};
    row.hint = "Name it.";
    EXPECT_EQ(render_explanation_text(row),
              "public.users id = 5 is not in the twin: nothing in the twin is near it.\n"
              "[[root]] (twin.toml:6) takes the first 50.\n"
              "hint: Name it.\n");
}

TableExplanation table() {
    TableExplanation table;
    table.table = "public.orders";
    table.rows = 1'200;
    table.chosen = 1'000;
    table.bringers = {{"down", "order_user", "public.users", "", 1'000, 900},
                      {"root", "[[root]] 1", "", "[[root]] (twin.toml:6)", 300, 200}};
    return table;
}

TEST(ExplanationText, OfATableSaysWhatBroughtItsRows) {
    EXPECT_EQ(render_explanation_text(table()),
              R"(public.orders: 1,200 rows in the twin, 1,000 of them chosen.

brought by  reference or entry      from           rows  only so
down        order_user              public.users  1,000      900
root        [[root]] (twin.toml:6)                  300      200

A row may be brought in several ways; "only so" counts those that come in that
way alone.
)");
}

TEST(ExplanationText, OfAnEmptyTableSaysWhy) {
    TableExplanation empty;
    empty.table = "public.log";
    empty.reason = "[[table]] rows = \"none\" (twin.toml:3)";
    EXPECT_EQ(render_explanation_text(empty),
              "public.log has no row in the twin: [[table]] rows = \"none\" (twin.toml:3).\n");
}

TEST(ExplanationText, FitsTheWidth) {
    RowExplanation row = there();
    row.chain[1].key[0] = std::string(40, 'x') + " " + std::string(30, 'y');
    for (const int width : {50, 60, 80}) {
        const auto most = static_cast<std::size_t>(width);
        EXPECT_LE(widest_line(render_explanation_text(row, width)), most);
        EXPECT_LE(widest_line(render_explanation_text(missing(), width)), most);
        EXPECT_LE(widest_line(render_explanation_text(table(), width)), most);
    }
}

TEST(ExplanationText, ShowsNothingThatATerminalWouldObey) {
    RowExplanation row = there();
    row.row = "name = \x1b[2J";
    EXPECT_THAT(render_explanation_text(row), Not(HasSubstr("\x1b")));
}

TEST(ExplanationJson, HasEveryLinkOfAChain) {
    EXPECT_EQ(
        render_explanation_json(there()),
        R"json({"version":"0.1.0","command":"why","table":"public.orders","row":"id = 7","primary_key":["7"],)json"
        R"json("exists":true,"in_twin":true,"chosen":false,
 "chain":[
  {"table":"public.users","row":"id = 42","primary_key":["42"],"chosen":true,"by":"root","reference":"",)json"
        R"json("columns":[],"key":[],"rule":"[[root]] (twin.toml:6)"},
  {"table":"public.orders","row":"id = 7","primary_key":["7"],"chosen":false,"by":"down","reference":"order_user",)json"
        R"json("columns":["user_id","tenant"],"key":["42",""],"rule":""}],
 "missing":null,
 "reason":"","hint":"","roots":[]}
)json");
}

TEST(ExplanationJson, HasTheMissingLink) {
    const std::string json = render_explanation_json(missing());
    EXPECT_THAT(json, HasSubstr(R"("chain":[],)"));
    EXPECT_THAT(json, HasSubstr(R"("missing":{"from":{"table":"public.users",)"));
    EXPECT_THAT(json, HasSubstr("\n  \"to\":{\"table\":\"public.orders\",\"row\":\"id = 7\""));
    EXPECT_THAT(json, HasSubstr(R"("reason":"limit = 1 of [[child]] takes other rows")"));
    EXPECT_THAT(json, HasSubstr("\"rest\":[\n  {\"table\":\"public.orders\",\"row\":\"id = 7\""));
}

TEST(ExplanationJson, OfATableHasItsBringers) {
    EXPECT_EQ(
        render_explanation_json(table()),
        R"json({"version":"0.1.0","command":"why","table":"public.orders","rows":1200,"chosen":1000,"reason":"",
 "bringers":[
  {"by":"down","reference":"order_user","table":"public.users","rule":"","rows":1000,"only":900},
  {"by":"root","reference":"[[root]] 1","table":"","rule":"[[root]] (twin.toml:6)","rows":300,"only":200}]}
)json");
}

}  // namespace
}  // namespace subset
