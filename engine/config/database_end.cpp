#include "config/database_end.hpp"

#include <algorithm>

namespace subset {

bool has_masks(const Config& config) {
    return std::any_of(config.tables.begin(), config.tables.end(),
                       [](const TableRule& rule) { return !rule.masks.empty(); });
}

bool hides_values(const Config& config) {
    return config.mask.unclassified != Unclassified::allow || has_masks(config);
}

DatabaseEnd end_of_source(const Config& config) {
    const SourceConfig& source = config.source;
    return {"source",
            source.url.value,
            source.statement_timeout,
            source.lock_timeout,
            source.connect_timeout,
            source.silence_timeout,
            hides_values(config),
            {},
            source.rate};
}

// What [source] says of both ends counts for this one too.
DatabaseEnd end_of_target(const Config& config) {
    const SourceConfig& source = config.source;
    return {"target",
            config.target.url.value,
            source.statement_timeout,
            config.target.lock_timeout,
            source.connect_timeout,
            source.silence_timeout,
            hides_values(config)};
}

}  // namespace subset
