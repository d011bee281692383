// read_section.hpp
//
// The SQL of some entries of a dump, as pg_restore writes it.
#pragma once

#include "dump/dump.hpp"
#include "dump/schema_entry.hpp"
#include "dump/toc.hpp"
#include "subset/cancellation.hpp"

#include <vector>

namespace subset {

// Returns what split_section() makes of it: the preamble and these entries. Without any entry there
// is nothing.
//
// Throws: as run_pg_restore().
// Cost:   a process where there are entries; no server.
[[nodiscard]] std::vector<SchemaEntry> read_section(const DumpFile& dump,
                                                    const std::vector<TocEntry>& entries,
                                                    int target_version_num,
                                                    const Cancellation& cancellation);

}  // namespace subset
