// drift.hpp
//
// What the source has that it had not at the last accepted run, by the lock file. Stage closure,
// since the values of new columns are looked at.
//
// Thread-safety: one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/row_plan.hpp"
#include "subset/observer.hpp"

namespace subset {

// Warns of every table, column and reference that is new, and of columns whose type has changed;
// those that look personal and have no mask are told apart. With --locked that is an error.
//
// Throws: refused, under --locked, also where there is no lock file; config, where it is broken.
// Cost:   reads a local file; a round trip for each 50 new columns.
void check_drift(const RowPlan& plan, const LockConfig& lock, pg::CopyChannel& reader,
                 Observer& observer);

// Writes what the source has now, where the config asks for it. A file that cannot be written is a
// warning where there was one, and else a note.
//
// Cost: writes a local file.
void keep_lock(const Catalog& catalog, const LockConfig& lock, Observer& observer);

}  // namespace subset
