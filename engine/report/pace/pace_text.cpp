#include "report/pace/pace_text.hpp"

#include "report/json_parts.hpp"
#include "report/text_width.hpp"
#include "util/amounts.hpp"

#include <fmt/format.h>

namespace subset::report {

std::string render_pace_text(const Report& report, std::size_t width) {
    if (!report.pace) {
        return {};
    }
    const PaceReport& pace = *report.pace;
    const std::string rate = render_bytes(pace.bytes_per_second);
    if (report.command == "plan") {
        return wrap(fmt::format("At {}/s ([source] rate) these rows take about {} to read, and "
                                "the snapshot stands for so long.",
                                rate, render_duration(pace.rows_seconds)),
                    width);
    }
    return wrap(fmt::format("The source was asked for {}/s at most ([source] rate): {} by {}, of "
                            "at most {}; {} were spent waiting.",
                            rate, render_bytes(pace.bytes),
                            render_counted(pace.statements, "statement", "statements"),
                            render_bytes(pace.longest_bytes), render_duration(pace.waited_seconds)),
                width);
}

std::string render_pace_json(const Report& report) {
    if (!report.pace) {
        return {};
    }
    const PaceReport& pace = *report.pace;
    return fmt::format(
        R"("pace":{{"bytes_per_second":{},"rows_seconds":{},"bytes":{},"statements":{},)"
        R"("longest_bytes":{},"waited_seconds":{}}},)"
        "\n ",
        pace.bytes_per_second, render_json_seconds(pace.rows_seconds), pace.bytes, pace.statements,
        pace.longest_bytes, render_json_seconds(pace.waited_seconds));
}

}  // namespace subset::report
