// choose_entries.hpp
//
// Which entries of the dump the target gets: not what it has already, and not what it cannot take,
// with all that needs it. What is left out is told. Private to dump/.
//
// Thread-safety: pure.
#pragma once

#include "dump/table_items.hpp"
#include "dump/toc.hpp"
#include "twin/schema/source_objects.hpp"
#include "twin/schema/survey.hpp"

#include <map>
#include <vector>

namespace subset {

struct ChosenEntries {
    std::vector<TocEntry> kept;  // in the order of the archive
    std::vector<Oid> left_out;   // of the source's relations that the twin will not have
    // by table: columns and constraints that its CREATE TABLE must not have
    std::map<Oid, TableItems> left_out_items;
    std::vector<Fault> warnings;     // what the target cannot take
    std::vector<std::string> notes;  // what the config leaves out
};

// Throws: config, where a table in scope needs something that is left out; privilege, where it
//         needs what only a superuser may create.
[[nodiscard]] ChosenEntries choose_entries(const std::vector<TocEntry>& entries,
                                           const SourceObjects& source, const TargetSurvey& survey);

}  // namespace subset
