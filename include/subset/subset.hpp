// subset.hpp: START HERE
//
// The library's face: a function for each command of the program. A program that embeds this reads
// a config, brings an Observer (what happens) and a Cancellation (how to stop it), and gets a
// Report.
//
//     const subset::Config config = subset::read_config("twin.toml");
//     subset::Observer silent;
//     subset::Cancellation cancellation;
//     const subset::Report report = subset::run(config, silent, cancellation);
//
// Thread-safety: several runs may go on side by side in one process, each with its own observer and
// cancellation.
#pragma once

#include "subset/cancellation.hpp"
#include "subset/config.hpp"
#include "subset/error.hpp"
#include "subset/observer.hpp"
#include "subset/report.hpp"
#include "subset/version.hpp"

namespace subset {

// Replaces the target by the closure of the config's roots in the source, proven before COMMIT. On
// any exception the target is as it was; a connection lost during COMMIT is looked into, and the
// report or the error says which of the two happened.
//
// Throws: Error of any kind but usage.
// Cost:   source: one snapshot, a fixed number of catalog queries, about one COPY for each
//         reference followed; pg_dump. target: one transaction that drops, creates and loads
//         everything.
[[nodiscard]] Report run(const Config& config, Observer& observer, Cancellation& cancellation);

// What `run` would copy: rows exactly, bytes about. Writes nothing, needs no target.
//
// Throws: as run, less what concerns the target.
// Cost:   as run on the source, without the columns and without pg_dump.
[[nodiscard]] Report plan(const Config& config, Observer& observer, Cancellation& cancellation);

}  // namespace subset
