#include "log/json_log.hpp"

#include "log/json_event.hpp"
#include "log/tell_lines.hpp"
#include "support/console_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <regex>
#include <string>

namespace subset::cli {
namespace {

using std::chrono::seconds;

class LogForMachines : public testing_support::ConsoleTest {
protected:
    // Returns what was written with an "@" for every time of day.
    std::string events() {
        static const std::regex time{R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"};
        return std::regex_replace(output(), time, "@");
    }
};

TEST_F(LogForMachines, TellsAStageWhenItBeginsAndWhenItEnds) {
    JsonLog log{{}, device()};
    log.stage_started(Stage::closure);
    now_ += seconds{2};
    log.progress(at("public.users", 51));
    log.stage_started(Stage::load);
    now_ += seconds{1};
    log.finish();
    EXPECT_EQ(events(), R"({"time":"@","event":"stage","stage":"closure"}
{"time":"@","event":"stage_end","stage":"closure","seconds":2.000,"rows":51}
{"time":"@","event":"stage","stage":"load"}
{"time":"@","event":"stage_end","stage":"load","seconds":1.000}
)");
}

TEST_F(LogForMachines, TellsProgressEveryFewSeconds) {
    JsonLog log{{}, device()};
    log.stage_started(Stage::load);
    (void)output();
    for (std::uint64_t i = 1; i <= 6; ++i) {
        now_ += seconds{1};
        log.progress(at("public.orders", i * 1000, 20000));
    }
    EXPECT_EQ(events(),
              R"({"time":"@","event":"progress","stage":"load","table":"public.orders",)"
              R"("table_rows":5000,"rows":5000,"of_rows":20000,"about":false,"seconds":5.000})"
              "\n");
}

TEST_F(LogForMachines, TellsNeitherStagesNorProgressWhereNobodyFollows) {
    ConsoleOptions options;
    options.follows = false;
    JsonLog log{options, device()};
    log.stage_started(Stage::load);
    now_ += seconds{60};
    log.progress(at("public.orders", 1));
    log.note("left out");
    log.finish();
    EXPECT_EQ(events(), R"({"time":"@","event":"note","message":"left out"})"
                        "\n");
}

TEST_F(LogForMachines, QuietTellsWarningsAlone) {
    ConsoleOptions options;
    options.quiet = true;
    JsonLog log{options, device()};
    log.stage_started(Stage::load);
    log.note("n");
    log.warning({"w", "h", {"twin.toml", 3, 1}});
    log.result({});
    EXPECT_EQ(events(), R"({"time":"@","event":"warning","message":"w","hint":"h",)"
                        R"("place":"twin.toml:3:1"})"
                        "\n");
}

TEST_F(LogForMachines, TellsEachTableThatIsReachedAndTheResult) {
    Report report;
    report.command = "run";
    report.rows = 51;
    report.verified = true;
    TableReport users;
    users.table = "public.users";
    users.rows = 51;
    users.chosen = 50;
    TableReport stray;
    stray.table = "public.stray";
    report.tables = {stray, users};
    JsonLog log{{}, device()};
    log.result(report);
    EXPECT_EQ(events(),
              R"({"time":"@","event":"table","table":"public.users","rows":51,"chosen":50,)"
              R"("bytes":0,"seconds":0.000})"
              "\n"
              R"({"time":"@","event":"result","command":"run","rows":51,"bytes":0,)"
              R"("estimated":false,"verified":true,"seconds":0.000})"
              "\n");
}

TEST_F(LogForMachines, NamesTheKindOfAnErrorAndObeysNothingInIt) {
    const Fault fault{"a \"table\" \\ called\n::error::\x1b[31m\xff", "", {}};
    written_.push_back(
        render_fault(fault, FaultLabel::error, LogForm::json, true, ErrorKind::refused));
    EXPECT_EQ(events(), R"({"time":"@","event":"error","kind":"refused",)"
                        R"("message":"a \"table\" \\ called\n?:error::?[31m?"})"
                        "\n");
}

TEST_F(LogForMachines, ShowsTheBeginningOfALongStatement) {
    ConsoleOptions options;
    options.log_sql = true;
    JsonLog log{options, device()};
    log.sql("target", std::string(3000, 'x'));
    EXPECT_EQ(events(), R"({"time":"@","event":"sql","connection":"target","statement":")" +
                            std::string(2000, 'x') + "\",\"bytes\":3000}\n");
}

}  // namespace
}  // namespace subset::cli
