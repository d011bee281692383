#include "report/changed_rows.hpp"
#include "report/json_parts.hpp"
#include "subset/verification.hpp"
#include "subset/version.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

namespace subset {
namespace {

using report::render_json_array;
using report::render_json_seconds;
using report::render_json_string;

std::string render_boolean(const std::optional<bool>& value) {
    return value ? fmt::format("{}", *value) : "null";
}

std::string render(const std::optional<TwinStamp>& stamp) {
    if (!stamp) {
        return "null";
    }
    return fmt::format(
        R"({{"version":{},"source":{{"database":{},"server_version":{}}},"snapshot_time":{},)"
        R"("age_seconds":{},"complete":{},"config_changed":{}}})",
        render_json_string(stamp->version), render_json_string(stamp->source_database),
        render_json_string(stamp->source_server_version), render_json_string(stamp->snapshot_time),
        render_json_seconds(stamp->age_seconds), stamp->complete,
        render_boolean(stamp->config_changed));
}

std::string render(const VerifiedTable& table) {
    return fmt::format(R"({{"table":{},"rows":{},"stamped_rows":{}}})",
                       render_json_string(table.table), table.rows,
                       table.stamped_rows ? std::to_string(*table.stamped_rows) : "null");
}

std::string render(const VerifiedReference& reference) {
    return fmt::format(
        R"({{"name":{},"table":{},"parent":{},"declared":{},"dangling":{},"allowed":{},)"
        R"("dangling_keys":{}}})",
        render_json_string(reference.name), render_json_string(reference.table),
        render_json_string(reference.parent), reference.declared, reference.dangling,
        reference.allowed, report::render_json_strings(reference.dangling_keys));
}

}  // namespace

std::string render_verification_json(const Verification& verification) {
    std::vector<std::string> changes;
    for (const report::ChangedRows& each : report::find_changed_rows(verification)) {
        changes.push_back(each.line());
    }
    changes.insert(changes.end(), verification.notes.begin(), verification.notes.end());
    std::string json =
        fmt::format(R"({{"version":{},"command":"verify",)", render_json_string(version));
    json += fmt::format(R"("target":{{"database":{},"server_version":{}}},)",
                        render_json_string(verification.database),
                        render_json_string(verification.server_version));
    json += fmt::format("\n \"stamp\":{},", render(verification.stamp));
    json += fmt::format(
        "\n \"tables\":{},\n \"references\":{},\n \"changes\":{},\n ",
        render_json_array(verification.tables,
                          [](const VerifiedTable& table) { return render(table); }),
        render_json_array(verification.references,
                          [](const VerifiedReference& reference) { return render(reference); }),
        render_json_array(changes,
                          [](const std::string& line) { return render_json_string(line); }));
    json += fmt::format("\"seconds\":{{\"total\":{}}},\"verified\":{}}}\n",
                        render_json_seconds(verification.seconds), verification.whole());
    return json;
}

}  // namespace subset
