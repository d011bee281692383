#include "report/pace/pace_text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace subset::report {
namespace {

Report make_paced(const std::string& command) {
    Report report;
    report.command = command;
    report.pace = PaceReport{.bytes_per_second = 20U << 20U,
                             .rows_seconds = 200,
                             .bytes = 3U << 30U,
                             .statements = 1600,
                             .longest_bytes = 2U << 20U,
                             .waited_seconds = 151.5};
    return report;
}

TEST(PaceText, APlanSaysHowLongTheRowsTake) {
    EXPECT_EQ(render_pace_text(make_paced("plan"), 200),
              "At 20.0 MB/s ([source] rate) these rows take about 3 min 20 s to read, and the "
              "snapshot stands for so long.\n");
}

TEST(PaceText, ARunSaysWhatWasAskedFor) {
    EXPECT_EQ(render_pace_text(make_paced("run"), 200),
              "The source was asked for 20.0 MB/s at most ([source] rate): 3.0 GB by 1,600 "
              "statements, of at most 2.0 MB; 2 min 32 s were spent waiting.\n");
}

TEST(PaceText, IsAMemberOfTheReport) {
    EXPECT_EQ(render_pace_json(make_paced("run")),
              "\"pace\":{\"bytes_per_second\":20971520,\"rows_seconds\":200,\"bytes\":3221225472,"
              "\"statements\":1600,\"longest_bytes\":2097152,\"waited_seconds\":151.5},\n ");
}

TEST(PaceText, SaysNothingWithoutARate) {
    EXPECT_EQ(render_pace_text({}, 80), "");
    EXPECT_EQ(render_pace_json({}), "");
}

}  // namespace
}  // namespace subset::report
