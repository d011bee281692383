#include "verify/target_scope.hpp"

#include "config/glob.hpp"
#include "config/schema_patterns.hpp"
#include "pg/connection/connection_string.hpp"
#include "util/identifier.hpp"

#include <algorithm>

namespace subset {
namespace {

bool in_scope(const SourceConfig& config, const TableName& table) {
    return !config.schemas || config::means_schema(*config.schemas, table.name.schema);
}

}  // namespace

ReadScope make_target_scope(const Config& config, const std::vector<std::string>& schemas) {
    ReadScope scope{config.source.schemas, {}, config.references, config.tables};
    // Patterns might match other schemas in the target.
    const bool named =
        scope.schemas &&
        std::none_of(scope.schemas->begin(), scope.schemas->end(),
                     [](const Text& schema) { return config::is_schema_pattern(schema.value); });
    if (!named && !schemas.empty()) {
        scope.schemas.emplace();
        for (const std::string& schema : schemas) {
            scope.schemas->push_back({schema});
        }
    }
    // The schemas that were left out are not in the twin, and references into them are NULL there.
    std::erase_if(scope.references, [&](const ReferenceRule& rule) {
        const bool child = config::is_glob(rule.table.value) || in_scope(config.source, rule.table);
        return !child || !in_scope(config.source, rule.parent);
    });
    return scope;
}

void check_target_config(const Config& config) {
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
