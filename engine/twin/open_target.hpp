// open_target.hpp
//
// Both endpoints looked at before anything is read: connects to the target, runs every guard, and
// takes the refresh lock; or opens the file. It comes first in a run.
//
// Thread-safety: one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "pg/dump_tools.hpp"
#include "subset/config.hpp"
#include "subset/output_file.hpp"
#include "twin/source_end.hpp"
#include "twin/target_state.hpp"

#include <optional>
#include <string>

namespace subset {

// Either a channel or a file.
struct OpenTarget {
    // settings made, refresh lock held, no transaction open
    std::optional<pg::CopyChannel> channel;
    std::optional<OutputFile> file;
    pg::SessionContext context;
    std::string settings;  // of every session
    TargetState state;  // with a file, of whatever database will load it: see assume_target_state()
    DumpTools tools;
    SourceEnd source;
};

// Throws: refused, pooler, tool_version, privilege; connection; system; interrupted.
// Cost:   two connections and about twelve round trips; the source's connection is ended again.
//         With a file, that one alone.
[[nodiscard]] OpenTarget open_target(const Config& config, Observer& observer,
                                     Cancellation& cancellation);

// Another connection to the target, or to another database of its server, with the same settings
// and without guards. Cost: a connection and a round trip.
[[nodiscard]] pg::CopyChannel reopen_target(const OpenTarget& target,
                                            const pg::SessionContext& context,
                                            const std::string& database);

}  // namespace subset
