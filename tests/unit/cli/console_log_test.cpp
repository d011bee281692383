#include "log/console.hpp"
#include "support/console_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace subset::cli {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;

using Log = testing_support::ConsoleTest;

TEST_F(Log, HasALineForEachStageAndOneEveryFewSeconds) {
    Console console{{}, device()};
    console.stage_started(Stage::closure);
    console.stage_started(Stage::load);
    for (std::uint64_t i = 1; i <= 12; ++i) {
        now_ += seconds{1};
        console.progress(at("public.orders", i * 1000, 20000));
    }
    EXPECT_THAT(
        written_,
        ElementsAre("closure: finding the rows\n", "load: loading the rows\n",
                    "load: public.orders, 5,000 of 20,000 rows, 25 %, 1,000 rows/s, 15 s left\n",
                    "load: public.orders, 10,000 of 20,000 rows, 50 %, 1,000 rows/s, 10 s "
                    "left\n"));
}

TEST_F(Log, OnlyVerboseHasDetailsAndALineForEachTable) {
    const auto drive = [this](Console& console) {
        console.note("left out");
        console.detail("a decision");
        console.stage_started(Stage::load);
        console.progress(at("public.a", 10));
        console.progress(at("public.a", 1362));
        console.progress(at("public.b", 7));
        console.stage_started(Stage::finish);
        return output();
    };
    Console usual{{}, device()};
    EXPECT_EQ(drive(usual),
              "note: left out\nload: loading the rows\nfinish: indexes, constraints, proof\n");
    ConsoleOptions options;
    options.verbose = true;
    Console verbose{options, device()};
    EXPECT_EQ(drive(verbose),
              "note: left out\ndetail: a decision\nload: loading the rows\nload: public.a, 1,362 "
              "rows\nload: "
              "public.b, 7 rows\n"
              "finish: indexes, constraints, proof\n");
}

TEST_F(Log, QuietTellsWarningsAlone) {
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
    EXPECT_EQ(output(), "warning: w\nhint: h\nwarning: w\nhint: h\n");
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

}  // namespace
}  // namespace subset::cli
