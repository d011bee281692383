// portable_section.hpp
//
// A section of the dump as a script holds it: whoever loads that may have made schemas and
// extensions before, may have other roles than the source has, and wants to see no results. Private
// to dump/.
//
// Thread-safety: pure functions.
#pragma once

#include "dump/schema_entry.hpp"
#include "dump/toc.hpp"
#include "subset/error.hpp"
#include "twin/schema/source_objects.hpp"

#include <optional>
#include <vector>

namespace subset {

// The entries are those of split_section(); `toc` is what they were split by. Where that was not
// possible, they stay as they are.
[[nodiscard]] std::vector<SchemaEntry> make_portable(std::vector<SchemaEntry> entries,
                                                     const std::vector<TocEntry>& toc,
                                                     const SourceObjects& source);

// The roles that policies need and a script cannot bring along.
[[nodiscard]] std::optional<Fault> warn_policy_roles(const SourceObjects& source);

}  // namespace subset
