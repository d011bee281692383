#include "console.hpp"

#include "terminal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace subset::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using std::chrono::milliseconds;
using std::chrono::seconds;

class ConsoleTest : public testing::Test {
protected:
    ConsoleDevice device() {
        ConsoleDevice device;
        device.write = [this](std::string_view text) { written_.emplace_back(text); };
        device.width = [this] { return width_; };
        device.now = [this] { return now_; };
        return device;
    }
    static Progress at(std::string_view table, std::uint64_t rows, std::uint64_t of_rows = 0) {
        Progress progress;
        progress.stage = Stage::load;
        progress.table = table;
        progress.table_rows = rows;
        progress.rows = rows;
        progress.of_rows = of_rows;
        return progress;
    }
    // All that was written, and forgets it.
    std::string output() {
        std::string all;
        for (const auto& piece : std::exchange(written_, {})) {
            all += piece;
        }
        return all;
    }

    std::vector<std::string> written_;
    int width_ = 80;
    std::chrono::steady_clock::time_point now_{seconds{1000}};
};

using Terminal = ConsoleTest;
using Log = ConsoleTest;

ConsoleOptions terminal() {
    ConsoleOptions options;
    options.in_place = true;
    return options;
}

TEST_F(Terminal, OneLineIsRewrittenInPlace) {
    Console console{terminal(), device()};
    console.stage_started(Stage::load);
    EXPECT_EQ(output(), "\rload  loading the rows\x1b[K");
    now_ += seconds{2};
    console.progress(at("public.orders", 2500, 10000));
    EXPECT_EQ(output(), "\rload  public.orders  2,500 of 10,000 rows  25 %  1,250 rows/s\x1b[K");
    console.clear();
    EXPECT_EQ(output(), "\r\x1b[K");
    console.clear();
    EXPECT_EQ(output(), "");
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

TEST_F(Log, HasALineForEachStageAndOneEveryFewSeconds) {
    Console console{{}, device()};
    console.stage_started(Stage::closure);
    console.stage_started(Stage::load);
    for (std::uint64_t i = 1; i <= 12; ++i) {
        now_ += seconds{1};
        console.progress(at("public.orders", i * 1000, 20000));
    }
    EXPECT_THAT(written_,
                ElementsAre("closure: finding the rows\n", "load: loading the rows\n",
                            "load: public.orders, 5,000 of 20,000 rows  25 %, 1,000 rows/s\n",
                            "load: public.orders, 10,000 of 20,000 rows  50 %, 1,000 rows/s\n"));
}

TEST_F(Log, OnlyVerboseHasNotesAndALineForEachTable) {
    const auto drive = [this](Console& console) {
        console.note("a decision");
        console.stage_started(Stage::load);
        console.progress(at("public.a", 10));
        console.progress(at("public.a", 1362));
        console.progress(at("public.b", 7));
        console.stage_started(Stage::finish);
        return output();
    };
    Console usual{{}, device()};
    EXPECT_EQ(drive(usual), "load: loading the rows\nfinish: indexes, constraints, proof\n");
    ConsoleOptions options;
    options.verbose = true;
    Console verbose{options, device()};
    EXPECT_EQ(drive(verbose),
              "note: a decision\nload: loading the rows\nload: public.a, 1,362 rows\nload: "
              "public.b, 7 rows\n"
              "finish: indexes, constraints, proof\n");
}

TEST_F(Log, QuietIsQuiet) {
    for (const bool in_place : {false, true}) {
        ConsoleOptions options;
        options.quiet = true;
        options.in_place = in_place;
        Console console{options, device()};
        console.stage_started(Stage::load);
        now_ += seconds{60};
        console.progress(at("public.a", 10));
        console.warning({"w", "h", {}});
        console.note("n");
        console.sql("target", "SELECT 1");
    }
    EXPECT_EQ(output(), "");
}

TEST_F(Log, ShowsStatementsWhereAskedForAndCutsLongOnes) {
    Console silent{{}, device()};
    silent.sql("source 1", "SELECT 1");
    EXPECT_EQ(output(), "");

    ConsoleOptions options;
    options.log_sql = true;
    Console console{options, device()};
    console.sql("source 1", "SELECT 1\n  AS \x1b[31mx");
    EXPECT_EQ(output(), "[source 1] SELECT 1\n  AS ?[31mx\n");
    console.sql("target", std::string(1999, 'x') + "ü" +
                              std::string(9999, 'y'));  // cut before the ü, not in it
    EXPECT_EQ(output(), "[target] " + std::string(1999, 'x') + " ... (12,000 bytes in all)\n");
}

TEST_F(Log, LinesOfSeveralThreadsAreNotMixed) {
    Console console{{}, device()};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&console] {
            for (int j = 0; j < 200; ++j) {
                console.warning({"a warning", "", {}});
                console.progress(at("public.a", 1));
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(written_.size(), 800U);
    EXPECT_THAT(written_, testing::Each("warning: a warning\n"));
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
