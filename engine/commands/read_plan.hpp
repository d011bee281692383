// read_plan.hpp
//
// Config -> Catalog -> ReferenceGraph -> Plan in one go, with everything that is wrong with the
// config told at once. The source is asked to parse the config's SQL.
//
// Thread-safety: one thread.
#pragma once

#include "plan/plan.hpp"
#include "source/sizes/read_disk_space.hpp"
#include "source/snapshot/source_snapshot.hpp"
#include "subset/config.hpp"

namespace subset {

// Throws: config, with every fault of the file, of names, and of SQL; refused, where the source has
//         something new under --locked; policy; what the source says.
// Cost:   the catalog's queries, and about one for each root with SQL; those of try_masks(); where
//         the twin is to fit, those of with_disk_space(), which the factors are for.
//         Without `rows` none is looked at: neither masks are tried nor new columns.
[[nodiscard]] Plan read_plan(const Config& config, SourceSnapshot& snapshot, Observer& observer,
                             bool rows = true, const TargetSizes& target = {});

// Where the file has faults, tells them, with those that only the catalog shows where the source
// can be asked. `needs_target`: so does a url of the target that is missing or unreadable.
//
// Throws: config; pooler; interrupted.
// Cost:   nothing where there are no faults; else connections to the source and read_plan().
void check_config(const Config& config, bool needs_target, Cancellation& cancellation);

}  // namespace subset
