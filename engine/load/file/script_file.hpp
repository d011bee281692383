// script_file.hpp
//
// The executor that writes a target script down, for psql to run: statements, and the rows as COPY
// blocks in text. Of rows alone it also makes plain SQL, or a folder of CSV files.
//
// Thread-safety: one thread.
#pragma once

#include "closure/closure.hpp"
#include "load/load.hpp"
#include "load/row_loader.hpp"
#include "plan/plan.hpp"
#include "script/target_script.hpp"
#include "subset/output_file.hpp"
#include "util/output_folder.hpp"

namespace subset {

// The script, and the folder that it stands in where each table's rows have a file of their own.
struct ScriptPlace {
    OutputFile& file;
    OutputFolder* folder = nullptr;
};

// Requires: the plan was made for a file.
// Throws:   disk; system; limit; interrupted; what the source says.
// Cost:     what streams is read from the source.
[[nodiscard]] LoadResult write_script_file(const TargetScript& script, const LoadSource& source,
                                           const ScriptPlace& place, Observer& observer,
                                           const Cancellation& cancellation);

}  // namespace subset
