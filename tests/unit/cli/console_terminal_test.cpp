#include "log/console.hpp"
#include "support/console_fixture.hpp"
#include "terminal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace subset::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::IsEmpty;
using testing_support::ConsoleTest;

using Terminal = ConsoleTest;

ConsoleOptions terminal() {
    ConsoleOptions options;
    options.in_place = true;
    return options;
}

TEST_F(Terminal, OneLineIsRewrittenInPlace) {
    Console console{terminal(), device()};
    console.stage_started(Stage::load);
    EXPECT_EQ(output(), "\rload      loading the rows\x1b[K");
    now_ += seconds{2};
    console.progress(at("public.orders", 2500, 10000));
    EXPECT_EQ(
        output(),
        "\rload      public.orders  2,500 of 10,000 rows  25 %  1,250 rows/s  6 s left\x1b[K");
    console.clear();
    EXPECT_EQ(output(), "\r\x1b[K");
    console.clear();
    EXPECT_EQ(output(), "");
}

TEST_F(Terminal, AnEstimateIsCalledOne) {
    Console console{terminal(), device()};
    console.stage_started(Stage::closure);
    written_.clear();
    now_ += seconds{2};
    Progress progress = at("public.orders", 2500, 10000);
    progress.stage = Stage::closure;
    progress.about = true;
    console.progress(progress);
    EXPECT_EQ(output(),
              "\rclosure   public.orders  2,500 of about 10,000 rows  25 %  6 s "
              "left\x1b[K");
}

TEST_F(Terminal, IsRedrawnAtMostTenTimesASecond) {
    Console console{terminal(), device()};
    console.stage_started(Stage::load);
    written_.clear();
    for (std::uint64_t i = 0; i < 1000; ++i) {
        now_ += milliseconds{1};
        console.progress(at("public.orders", i));
    }
    EXPECT_EQ(written_.size(), 10U);
}

TEST_F(Terminal, FitsTheTerminalThatMayBeResized) {
    Console console{terminal(), device()};
    console.stage_started(Stage::load);
    const std::string longest = "public." + std::string(63, 'x') + "ü日本語";
    for (int width = 1; width < 140; ++width) {
        now_ += seconds{1};
        width_ = width;
        written_.clear();
        console.progress(at(longest, 123'456'789, 987'654'321));
        auto line = output();
        ASSERT_TRUE(line.starts_with("\r") && line.ends_with("\x1b[K"));
        line = line.substr(1, line.size() - 4);
        EXPECT_LE(columns_at_most(line), static_cast<std::size_t>(std::max(width - 1, 1))) << line;
    }
    EXPECT_THAT(written_, IsEmpty());
}

// Returns what a terminal of unlimited height shows after all that was written.
std::vector<std::string> screen(const std::string& output) {
    std::vector<std::string> lines(1);
    std::size_t column = 0;
    for (std::size_t at = 0; at < output.size(); ++at) {
        const char each = output[at];
        if (each == '\r') {
            column = 0;
        } else if (each == '\n') {
            lines.emplace_back();
            column = 0;
        } else if (each == '\x1b') {
            const std::size_t end = output.find_first_of("Km", at);
            if (output[end] == 'K') {
                lines.back().resize(column);
            }
            at = end;
        } else {
            lines.back().resize(std::max(lines.back().size(), column + 1), ' ');
            lines.back()[column++] = each;
        }
    }
    return lines;
}

// Captures the screen in the middle of a run's load and at its end.
class Capture : public ConsoleTest {
protected:
    std::pair<std::vector<std::string>, std::vector<std::string>> capture(int width, bool colour) {
        width_ = width;
        ConsoleOptions options = terminal();
        options.colour = colour;
        Console console{options, device()};
        console.stage_started(Stage::connect);
        now_ += milliseconds{20};
        console.stage_started(Stage::catalog);
        now_ += milliseconds{350};
        console.stage_started(Stage::closure);
        now_ += seconds{4};
        Progress closure = at("public.order_items", 1'234'567);
        closure.stage = Stage::closure;
        closure.bytes = 98'765'432;
        console.progress(closure);
        now_ += seconds{1};
        console.stage_started(Stage::load);
        now_ += seconds{3};
        Progress load = at("public.order_items", 308'641, 1'234'567);
        load.bytes = 24'691'358;
        console.progress(load);
        std::string all = output();
        std::vector<std::string> middle = screen(all);
        now_ += seconds{200};
        load.rows = 1'234'567;
        load.bytes = 98'765'432;
        console.progress(load);
        console.finish();
        all += output();
        return {std::move(middle), screen(all)};
    }
};

TEST_F(Capture, At80ColumnsAsAt200EverythingFits) {
    const std::vector<std::string> done{"connect  0.02 s", "catalog  0.35 s",
                                        "closure  5.00 s  1,234,567 rows  94 MB"};
    auto expected = done;
    expected.emplace_back(
        "load      public.order_items  308,641 of 1,234,567 rows  25 %  24 MB  9 s left");
    EXPECT_EQ(capture(80, false).first, expected);
    expected.back() =
        "load      public.order_items  308,641 of 1,234,567 rows  25 %  24 MB  102,880 rows/s  9 s "
        "left";
    const auto [middle, end] = capture(200, false);
    EXPECT_EQ(middle, expected);
    expected.back() = "load      3 min  1,234,567 rows  94 MB";
    expected.emplace_back("");
    EXPECT_EQ(end, expected);
}

TEST_F(Capture, At40ColumnsTheRowsAndTheTableStay) {
    const auto [middle, end] = capture(40, false);
    EXPECT_EQ(middle, (std::vector<std::string>{"connect  0.02 s", "catalog  0.35 s",
                                                "closure  5.00 s  1,234,567 rows  94 MB",
                                                "load      public...r_items  25 %  24 MB"}));
    for (const std::string& line : end) {
        EXPECT_LT(line.size(), 40U) << line;
    }
}

TEST_F(Capture, AStageLastsUntilTheNextIsToldToBegin) {
    Console console{terminal(), device()};
    console.stage_started(Stage::load);
    for (int i = 0; i < 3; ++i) {  // indexes of one table while the rows of another come
        now_ += seconds{1};
        Progress index = at("indexes of public.a", 0, 1000);
        index.stage = Stage::finish;
        console.progress(index);
        now_ += seconds{1};
        console.progress(at("public.b", 100, 1000));
    }
    console.stage_started(Stage::finish);
    now_ += seconds{1};
    Progress index = at("indexes of public.b", 0, 1000);
    index.stage = Stage::finish;
    index.rows = 1000;
    console.progress(index);
    EXPECT_EQ(screen(output()), (std::vector<std::string>{"load     6.00 s  100 rows",
                                                          "finish    indexes of public.b"}));
}

TEST_F(Capture, ALineThatStaysFitsToo) {
    width_ = 40;
    Console console{terminal(), device()};
    console.stage_started(Stage::load);
    Progress load = at("public.a", 123'456'789'012, 123'456'789'012);
    load.bytes = std::uint64_t{1} << 50U;
    console.progress(load);
    console.finish();
    for (const std::string& line : screen(output())) {
        EXPECT_LT(line.size(), 40U) << line;
    }
}

TEST_F(Capture, ColoursChangeNothingElse) {
    for (const int width : {40, 80, 200}) {
        EXPECT_EQ(capture(width, true), capture(width, false));
    }
    (void)capture(80, false);
    Console plain{terminal(), device()};
    plain.stage_started(Stage::load);
    EXPECT_EQ(output().find("\x1b[3"), std::string::npos);
}

TEST_F(Terminal, TheLineGivesWayToOtherOutput) {
    Console console{terminal(), device()};
    console.stage_started(Stage::catalog);
    written_.clear();
    console.warning({"a glob matches nothing", "Check it.", {"twin.toml", 3, 1}});
    EXPECT_EQ(output(),
              "\r\x1b[Kwarning: a glob matches nothing (twin.toml:3:1)\nhint: Check it.\n");
}

TEST_F(Terminal, TheLineIsTakenAwayAtTheEnd) {
    {
        Console console{terminal(), device()};
        console.stage_started(Stage::connect);
        written_.clear();
    }
    EXPECT_EQ(output(), "\r\x1b[K");
}

TEST(Fit, ShortensInTheMiddleBetweenCharacters) {
    EXPECT_EQ(fit("public.users", 12), "public.users");
    EXPECT_EQ(fit("public.users", 9), "pub...ers");
    EXPECT_EQ(fit("日本語日本語", 9), "日...語");
    EXPECT_EQ(fit("a\x1b", 9), "a?");
    EXPECT_EQ(fit("abc", 0), "");
}

}  // namespace
}  // namespace subset::cli
