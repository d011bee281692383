#include "commands/make_audit.hpp"

#include "dump/whole_schema.hpp"
#include "preflight/audit_columns.hpp"

#include <string>

namespace subset {
namespace {

std::string name_of(Unclassified answer) {
    switch (answer) {
        case Unclassified::allow:
            return "allow";
        case Unclassified::warn:
            return "warn";
        case Unclassified::error:
            return "error";
        case Unclassified::strict:
            break;
    }
    return "strict";
}

}  // namespace

Audit::Audit(const Config& config, PlannedSource& source, const Cancellation& cancellation)
    : config_{config},
      source_{source},
      cancellation_{cancellation},
      dump_{find_dump_tools(source.plan.catalog.server_version_num),
            source.reader().endpoint(),
            source.snapshot.id(),
            config.source.lock_timeout,
            find_left_out(source.plan.catalog),
            cancellation} {}

PrivacyAudit Audit::finish() {
    return {config_.file, config_.hash, name_of(config_.mask.unclassified),
            audit_columns(source_.plan, source_.reader()),
            find_literals(read_whole_schema(dump_.finish(), cancellation_))};
}

}  // namespace subset
