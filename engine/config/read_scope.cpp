#include "config/read_scope.hpp"

#include <algorithm>

namespace subset {

ReadScope scope_of_source(const Config& config) {
    const bool masks = config.mask.propose ||
                       std::any_of(config.tables.begin(), config.tables.end(),
                                   [](const TableRule& rule) { return !rule.masks.empty(); });
    return {config.source.schemas, config.tables, config.references, config.tables, masks};
}

}  // namespace subset
