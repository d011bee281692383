// open_target.hpp
//
// Looks at both endpoints before anything is read: it connects to the target, runs every guard, and
// takes the refresh lock; or it opens the file. It comes first in a run.
//
// Thread-safety: one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "pg/tools/dump_tools.hpp"
#include "subset/config.hpp"
#include "subset/output_file.hpp"
#include "twin/source_end.hpp"
#include "twin/target_state.hpp"
#include "util/output_folder.hpp"

#include <optional>
#include <string>

namespace subset {

// An OpenTarget is either a channel or a file.
struct OpenTarget {
    // Its settings are made, it holds the refresh lock, and no transaction is open.
    std::optional<pg::CopyChannel> channel;
    std::optional<OutputFile> file;
    pg::SessionContext context;
    std::string settings;  // for every session
    TargetState state;     // with a file, of any database: see assume_target_state()
    DumpTools tools;
    SourceEnd source;
    // As the config says it; but where rows would come beside those of a target that has nothing in
    // the source's schemas, the schema comes first, as in a replace.
    TargetMode mode = TargetMode::replace;
    std::optional<OutputFolder> folder = {};  // that the file is in, where it is a folder of files
};

// Asks the source by a connection of the caller's, in which no transaction is open.
//
// Throws: refused, pooler, tool_version, privilege; connection; system; interrupted.
// Cost:   a connection and about six round trips. With a file, two round trips to the source.
[[nodiscard]] OpenTarget open_target(const Config& config, pg::CopyChannel& source,
                                     Observer& observer, Cancellation& cancellation);

// Opens another connection to the target, or to another database of its server, with the same
// settings and without guards.
// Cost: a connection and a round trip.
[[nodiscard]] pg::CopyChannel reopen_target(const OpenTarget& target,
                                            const pg::SessionContext& context,
                                            const std::string& database);

}  // namespace subset
