#include "plan/tables/foreign_data.hpp"

#include "config/nearest_name.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace subset {
namespace {

void check_servers(Plan& plan, const TargetConfig& config, const LeftOutByConfig& left_out) {
    const std::vector<std::string_view> known{left_out.foreign_servers.begin(),
                                              left_out.foreign_servers.end()};
    for (const Text& server : config.foreign_servers) {
        if (contains(left_out.foreign_servers, server.value)) {
            continue;
        }
        const std::optional<std::string_view> near = config::nearest_name(server.value, known);
        plan.faults.push_back(
            {fmt::format("the source has no foreign server \"{}\", which [target] foreign_servers "
                         "names",
                         server.value),
             near            ? fmt::format("Did you mean \"{}\"?", *near)
             : known.empty() ? "It has none at all: leave foreign_servers out."
                             : fmt::format("Its foreign servers are {}.", config::listed(known)),
             server.place});
    }
}

// A table cannot be left out unasked, and one that needs a foreign table cannot be made without it.
void tell_object(Plan& plan, const ObstructedObject& object) {
    const bool inside = !object.written_into.empty() && object.item.empty();
    if (object.kind == "table" || inside) {
        plan.faults.push_back(
            {fmt::format("{} needs {}, and [target] foreign_servers does not name its foreign "
                         "server",
                         inside ? object.written_into : object.text,
                         inside || object.because.empty() ? object.text : object.because),
             "Name the server in [target] foreign_servers, or leave the table out by [[table]] "
             "rows = \"absent\"."});
        return;
    }
    if (object.kind == "user mapping") {
        plan.notes.push_back(
            fmt::format("left out: {}, as it may hold a password of the source's", object.text));
        return;
    }
    plan.notes.push_back(
        object.because.empty()
            ? fmt::format("left out: foreign {}, which [target] foreign_servers does not name",
                          object.text)
            : fmt::format("left out: {}, which needs {}", object.text, object.because));
}

}  // namespace

void tell_foreign_data(Plan& plan, const TargetConfig& config, const LeftOutByConfig& left_out) {
    if (keeps_schema(config.mode)) {
        return;  // the target's own schema stays
    }
    check_servers(plan, config, left_out);
    std::vector<Oid> gone;
    for (const ObstructedObject& object : left_out.objects) {
        if (object.obstacle != Obstacle::foreign_data) {
            continue;
        }
        gone.push_back(object.object);
        if (!object.own) {
            tell_object(plan, object);
        }
    }
    for (const MaterializedView& view : plan.catalog.materialized_views) {
        if (view.reads_elsewhere && !contains(gone, view.oid)) {
            plan.notes.push_back(
                fmt::format("without rows: the materialized view {}, as it reads a foreign table "
                            "or asks another server, whose rows no mask would see",
                            view.name.text()));
        }
    }
}

}  // namespace subset
