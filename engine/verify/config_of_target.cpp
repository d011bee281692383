#include "verify/config_of_target.hpp"

#include "config/schema_patterns.hpp"
#include "pg/connection/connection_string.hpp"
#include "util/identifier.hpp"

#include <algorithm>

namespace subset {
namespace {

bool in_scope(const SourceConfig& config, const Text& table) {
    const std::string schema = parse_qualified_name(table.value).schema;
    return !config.schemas || config::means_schema(*config.schemas, schema);
}

}  // namespace

Config make_config_of_target(const Config& config, const std::vector<std::string>& schemas) {
    Config of_target = config;
    // Patterns might match other schemas in the target.
    const bool named =
        config.source.schemas &&
        std::none_of(config.source.schemas->begin(), config.source.schemas->end(),
                     [](const Text& schema) { return config::is_schema_pattern(schema.value); });
    if (!named && !schemas.empty()) {
        of_target.source.schemas.emplace();
        for (const std::string& schema : schemas) {
            of_target.source.schemas->push_back({schema});
        }
    }
    of_target.source.url = config.target.url;
    of_target.source.lock_timeout = config.target.lock_timeout;
    of_target.tables.clear();
    // The schemas that were left out are not in the twin, and references into them are NULL there.
    std::erase_if(of_target.references, [&](const ReferenceRule& rule) {
        return !in_scope(config.source, rule.table) || !in_scope(config.source, rule.parent);
    });
    return of_target;
}

void check_config_of_target(const Config& config) {
    std::vector<Fault> faults = config.faults;
    if (config.target.file) {
        faults.push_back({"file in [target] names a script, and only a database can be verified",
                          "Load the script, and name the database that holds it: subset verify "
                          "--target URL.",
                          config.target.file->place});
    } else if (config.target.target_fault) {
        faults.push_back(*config.target.target_fault);
    } else if (const auto fault =
                   pg::find_fault("target", config.target.url.value, config.target.url.place)) {
        faults.push_back(*fault);
    }
    throw_faults(faults);
}

}  // namespace subset
