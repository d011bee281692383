#include "config/database_end.hpp"

namespace subset {

DatabaseEnd end_of_source(const Config& config) {
    const SourceConfig& source = config.source;
    return {"source",
            source.url.value,
            source.statement_timeout,
            source.lock_timeout,
            source.connect_timeout,
            source.silence_timeout};
}

// What [source] says of both ends counts for this one too.
DatabaseEnd end_of_target(const Config& config) {
    const SourceConfig& source = config.source;
    return {"target",
            config.target.url.value,
            source.statement_timeout,
            config.target.lock_timeout,
            source.connect_timeout,
            source.silence_timeout};
}

}  // namespace subset
