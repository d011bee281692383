// whole_schema.hpp
//
// The statements of the whole schema as pg_dump writes them, whatever a target could take of them.
//
// Thread-safety: values.
#pragma once

#include "dump/dump.hpp"
#include "dump/schema_entry.hpp"
#include "subset/cancellation.hpp"
#include "subset/privacy_audit.hpp"

#include <vector>

namespace subset {

// Throws: server, where pg_restore fails.
// Cost:   four processes; no server.
[[nodiscard]] std::vector<SchemaEntry> read_whole_schema(const DumpFile& dump,
                                                         const Cancellation& cancellation);

// Returns the entries that hold literals, which come as they are written: those first that look
// personal.
[[nodiscard]] std::vector<AuditedObject> find_literals(const std::vector<SchemaEntry>& entries);

}  // namespace subset
