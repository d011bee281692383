#include "report/json_parts.hpp"
#include "report/privacy/privacy_words.hpp"
#include "subset/report.hpp"
#include "subset/version.hpp"

#include <fmt/format.h>

#include <string>

namespace subset {
namespace {

using report::render_json_string;

std::string render_audited(const ColumnReport& column, const AuditedColumn& audited) {
    std::string json = fmt::format(
        R"({{"table":{},"column":{},"type":{},"class":{},"state":{},"decided_by":{},"place":{},)"
        R"("looks_like":{},"free_text":{},"examples":{})",
        render_json_string(column.table), render_json_string(column.column),
        render_json_string(column.type), render_json_string(audited.kind),
        render_json_string(column.state), render_json_string(column.reason),
        render_json_string(column.place), render_json_string(audited.looks_like), audited.free_text,
        report::render_json_strings(audited.examples));
    if (column.mask) {
        json += R"(,"mask":)" + render_json_string(*column.mask);
    }
    if (!audited.why_no_example.empty()) {
        json += R"(,"why_no_example":)" + render_json_string(audited.why_no_example);
    }
    return json + "}";
}

}  // namespace

std::string render_privacy_json(const Report& report) {
    const PrivacyAudit& audit = *report.privacy;
    std::string columns;
    for (std::size_t index = 0; index < report.columns.size(); ++index) {
        columns += (index == 0 ? "\n  " : ",\n  ") +
                   render_audited(report.columns[index], audit.columns[index]);
    }
    return fmt::format(
        "{{\"version\":{},\"source\":{{\"database\":{},\"server_version\":{},\"snapshot_time\":{}}}"
        ",\n \"config\":{{\"file\":{},\"hash\":{},\"unclassified\":{}}},\n \"columns\":[{}],\n "
        "\"schema\":{},\n \"not_covered\":{}}}\n",
        render_json_string(version), render_json_string(report.source_database),
        render_json_string(report.source_server_version), render_json_string(report.snapshot_time),
        render_json_string(audit.config_file), render_json_string(audit.config_hash),
        render_json_string(audit.unclassified), columns,
        report::render_json_array(audit.objects,
                                  [](const AuditedObject& each) {
                                      return fmt::format(R"({{"object":{},"personal":{}}})",
                                                         render_json_string(each.title),
                                                         each.personal);
                                  }),
        report::render_json_array(report::list_limits(report), render_json_string));
}

}  // namespace subset
