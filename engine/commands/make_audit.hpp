// make_audit.hpp
//
// Makes the privacy audit of a plan, whose schema is dumped while the rows are counted. Private to
// commands/.
//
// Thread-safety: one thread.
#pragma once

#include "commands/planned_source.hpp"
#include "dump/dump.hpp"
#include "subset/privacy_audit.hpp"

namespace subset {

class Audit {
public:
    // Starts pg_dump. The config, the source and the cancellation must outlive this.
    //
    // Throws: as SchemaDump; tool_version.
    Audit(const Config& config, PlannedSource& source, const Cancellation& cancellation);

    // Throws: as SchemaDump::finish() and audit_columns().
    [[nodiscard]] PrivacyAudit finish();

private:
    const Config& config_;
    PlannedSource& source_;
    const Cancellation& cancellation_;
    SchemaDump dump_;
};

}  // namespace subset
