// schema_sections.hpp
//
// The dump as the statements that the target can take: pre-data, post-data, and what must come
// after the proof. What is left out is told.
//
// Thread-safety: values.
#pragma once

#include "dump/dump.hpp"
#include "dump/schema_entry.hpp"
#include "subset/cancellation.hpp"
#include "subset/error.hpp"
#include "twin/lock_budget.hpp"
#include "twin/schema/source_objects.hpp"
#include "twin/schema/survey.hpp"

#include <map>
#include <string>
#include <vector>

namespace subset {

struct SchemaSections {
    std::vector<std::string> schemas_first;  // to be made first, as the dump does not
    std::vector<SchemaEntry> pre_data;
    std::vector<SchemaEntry> post_data;     // indexes, constraints, triggers
    std::vector<SchemaEntry> row_security;  // and policies: after the proof (POSTGRES.md 37)
    std::map<int, Oid> tables;              // the source's, by pg_dump's id
    std::vector<Oid> left_out;              // of the source's relations that the twin will not have
    LockNeed new_objects;
    std::vector<Fault> warnings;
    std::vector<std::string> notes;
};

// Throws: config, where a table in scope needs something that is left out; privilege, where it
//         needs what only a superuser may create; server, where pg_restore fails.
// Cost:   four processes; no server.
[[nodiscard]] SchemaSections read_schema_sections(const DumpFile& dump, const SourceObjects& source,
                                                  const TargetState& state,
                                                  const TargetSurvey& survey,
                                                  const Cancellation& cancellation);

}  // namespace subset
