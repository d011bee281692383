#include "script/around/surroundings.hpp"

#include "catalog/sql.hpp"
#include "pg/quote.hpp"
#include "pg/sql_variables.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace subset {
namespace {

// A list keeps the quotes that it has (pg_dump's dumputils.c, variable_is_guc_list_quote). A name
// with a dot is an application's own.
std::string render_value(const Surroundings::Setting& setting) {
    if (setting.name.find('.') != std::string::npos) {
        return "...";
    }
    constexpr std::array<std::string_view, 4> lists{
        "search_path", "temp_tablespaces", "local_preload_libraries", "session_preload_libraries"};
    const bool is_list = std::find(lists.begin(), lists.end(), setting.name) != lists.end();
    return is_list && !setting.value.empty() ? setting.value : pg::quote_literal(setting.value);
}

std::string render_statement(const Surroundings::Setting& setting, const TwinDatabase& twin) {
    const std::string database = pg::quote_identifier(twin.name);
    return fmt::format("{} SET {} TO {};",
                       setting.role.empty()
                           ? "ALTER DATABASE " + database
                           : fmt::format("ALTER ROLE {} IN DATABASE {}",
                                         pg::quote_identifier(setting.role), database),
                       setting.name, render_value(setting));
}

std::string render_settings_note(const Surroundings& source,
                                 const std::optional<TwinDatabase>& twin) {
    std::string lacking;
    for (const Surroundings::Setting& setting : source.settings) {
        if (twin && contains(twin->settings, setting)) {
            continue;
        }
        lacking += lacking.empty() ? "" : twin ? " " : ", ";
        lacking += twin ? render_statement(setting, *twin)
                        : fmt::format("{}{} = {}",
                                      setting.role.empty() ? "" : "role " + setting.role + ": ",
                                      setting.name, render_value(setting));
    }
    return lacking.empty() ? ""
           : twin          ? "the target lacks settings of the source's database: " + lacking
                           : "settings of the source's database do not come along: " + lacking;
}

std::string render_owners_note(const Surroundings& source,
                               const std::optional<TwinDatabase>& twin) {
    std::string owners;
    for (const Surroundings::Owner& owner : source.owners) {
        if (!twin || owner.role != twin->role) {
            owners +=
                fmt::format("{}{} owns {}", owners.empty() ? "" : ", ", owner.role, owner.objects);
        }
    }
    return owners.empty() ? ""
                          : fmt::format(
                                "owners do not come along: the twin belongs to {}, where in the "
                                "source {} of its tables and views",
                                twin ? twin->role : "whoever makes it", owners);
}

}  // namespace

Surroundings read_surroundings(pg::CopyChannel& channel, const std::vector<std::string>& schemas) {
    Surroundings found;
    for (const pg::Row& row : channel.query(
             pg::with_variable(sql::surroundings, "schemas", pg::render_text_array(schemas)))) {
        const std::string& kind = row.text(0);
        if (kind == "setting") {
            found.settings.push_back({row.text(1), row.text(2), row.text(3)});
        } else if (kind == "owner") {
            found.owners.push_back({row.text(1), row.text(2)});
        } else if (kind == "publication") {
            found.publications.push_back(row.text(1));
        } else {
            found.subscriptions.push_back(row.text(1));
        }
    }
    return found;
}

std::vector<std::string> make_surroundings_notes(const Surroundings& source,
                                                 const TargetConfig& config,
                                                 const std::optional<TwinDatabase>& twin) {
    std::vector<std::string> notes{render_settings_note(source, twin)};
    if (!keeps_schema(config.mode)) {
        notes.push_back(render_owners_note(source, twin));
    }
    if (!source.publications.empty()) {
        notes.push_back(fmt::format("left out: publication{} {}",
                                    source.publications.size() == 1 ? "" : "s",
                                    fmt::join(source.publications, ", ")));
    }
    if (!source.subscriptions.empty()) {
        notes.push_back(fmt::format("left out: subscription{} {}",
                                    source.subscriptions.size() == 1 ? "" : "s",
                                    fmt::join(source.subscriptions, ", ")));
    }
    std::erase(notes, "");
    return notes;
}

}  // namespace subset
