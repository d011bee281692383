// choose_entries.hpp
//
// Which entries of the dump the target gets: not what it has already, and not what it cannot take,
// with all that needs it. What is left out is told. Stage target; private to it.
//
// Thread-safety: pure.
#pragma once

#include "target/source_objects.hpp"
#include "target/survey.hpp"
#include "target/table_items.hpp"
#include "target/toc.hpp"

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
