#include "metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace subset::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string labels = make_metric_labels("run", "twin.toml");

Ending success_at(int unix_seconds) {
    Ending ending;
    ending.seconds = 1.5;
    ending.time = std::chrono::system_clock::time_point{std::chrono::seconds{unix_seconds}};
    return ending;
}

Ending failure_at(int unix_seconds) {
    Ending ending = success_at(unix_seconds);
    ending.status = 3;
    ending.kind = ErrorKind::refused;
    return ending;
}

TEST(Metrics, SayHowARunHasEnded) {
    const std::string text = render_metrics(labels, success_at(1700000000), "");
    EXPECT_THAT(text, HasSubstr("# HELP subset_last_run_exit_status The exit status of the last "
                                "run; 0 is success.\n"
                                "# TYPE subset_last_run_exit_status gauge\n"
                                "subset_last_run_exit_status{command=\"run\",config=\"twin.toml\"} "
                                "0\n"));
    EXPECT_THAT(text, HasSubstr("subset_last_run_duration_seconds{command=\"run\","
                                "config=\"twin.toml\"} 1.500\n"));
    EXPECT_THAT(text, HasSubstr("subset_last_success_timestamp_seconds{command=\"run\","
                                "config=\"twin.toml\"} 1700000000.000\n"));
    EXPECT_THAT(text, Not(HasSubstr("subset_last_run_error")));
}

TEST(Metrics, KeepTheMomentOfTheLastSuccessWhereARunFails) {
    const std::string before = render_metrics(labels, success_at(1700000000), "");
    const std::string after = render_metrics(labels, failure_at(1700086400), before);
    EXPECT_THAT(after, HasSubstr("config=\"twin.toml\",kind=\"refused\"} 1\n"));
    EXPECT_THAT(after, HasSubstr("subset_last_run_exit_status{command=\"run\","
                                 "config=\"twin.toml\"} 3\n"));
    EXPECT_THAT(after, HasSubstr("subset_last_success_timestamp_seconds{command=\"run\","
                                 "config=\"twin.toml\"} 1700000000.000\n"));
    EXPECT_EQ(render_metrics(labels, failure_at(1700172800), after).find("1700086400"),
              std::string::npos);
}

TEST(Metrics, TakeTheLastSuccessOfNoOtherJob) {
    const std::string other =
        render_metrics(make_metric_labels("run", "other.toml"), success_at(1700000000), "");
    EXPECT_THAT(render_metrics(labels, failure_at(1700086400), other),
                Not(HasSubstr("subset_last_success_timestamp_seconds")));
}

TEST(Metrics, HaveTheRowsOfEachTable) {
    Ending ending = success_at(1);
    Report report;
    report.rows = 7;
    TableReport odd;
    odd.table = "public.\"a\\b\nc";
    odd.rows = 7;
    TableReport empty;
    empty.table = "public.empty";
    report.tables = {empty, odd};
    ending.outcome.report = report;
    const std::string text = render_metrics(labels, ending, "");
    EXPECT_THAT(text, HasSubstr("subset_rows{command=\"run\",config=\"twin.toml\"} 7\n"));
    EXPECT_THAT(text, HasSubstr(R"(table="public.\"a\\b c"} 7)"));
    EXPECT_THAT(text, Not(HasSubstr("public.empty")));
}

TEST(Metrics, SayWhetherATwinIsWhole) {
    Ending ending = success_at(1);
    ending.outcome.verification = Verification{};
    VerifiedReference broken;
    broken.dangling = 3;
    ending.outcome.verification->references = {broken};
    const std::string text = render_metrics(make_metric_labels("verify", ""), ending, "");
    EXPECT_THAT(text, HasSubstr("subset_twin_whole{command=\"verify\",config=\"\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("subset_dangling_rows{command=\"verify\",config=\"\"} 3\n"));
}

}  // namespace
}  // namespace subset::cli
