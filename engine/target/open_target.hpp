// open_target.hpp
//
// Both endpoints looked at before anything is read: connects to the target, runs every guard, and
// takes the refresh lock; or opens the file. Stage target, though it comes first in a run.
//
// Thread-safety: one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "subset/config.hpp"
#include "target/dump_tools.hpp"
#include "target/target_state.hpp"
#include "util/output_file.hpp"

#include <optional>

namespace subset {

// Either a channel or a file.
struct OpenTarget {
    // settings made, refresh lock held, no transaction open
    std::optional<pg::CopyChannel> channel;
    std::optional<OutputFile> file;
    pg::SessionContext context;
    TargetState state;  // with a file, of whatever database will load it: see assume_target_state()
    DumpTools tools;
};

// Throws: refused, pooler, tool_version, privilege; connection; system; interrupted.
// Cost:   two connections and about twelve round trips; the source's connection is ended again.
// With
//         a file, that one alone.
[[nodiscard]] OpenTarget open_target(const Config& config, Observer& observer,
                                     Cancellation& cancellation);

// Another connection to the same target with the same settings, without guards.
[[nodiscard]] pg::CopyChannel reopen_target(const pg::ConnectionString& string,
                                            const pg::SessionContext& context);

}  // namespace subset
