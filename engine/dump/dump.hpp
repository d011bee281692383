// dump.hpp
//
// The source's schema, dumped by pg_dump in the run's snapshot while the closure is computed.
//
// Thread-safety: one thread.
#pragma once

#include "catalog/catalog.hpp"
#include "pg/connection/silence.hpp"
#include "pg/tools/dump_tools.hpp"
#include "subset/cancellation.hpp"
#include "util/identifier.hpp"
#include "util/process.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

// A custom-format archive without a name.
struct DumpFile {
    FileDescriptor file;
    DumpTools tools;
};

// What pg_dump shall not look at: it needs no right there and takes no lock.
struct LeftOut {
    std::vector<std::string> schemas;
    std::vector<QualifiedName> tables;  // partitions one by one
};

// Returns what the config leaves out of the twin: other schemas, and absent tables.
[[nodiscard]] LeftOut find_left_out(const Catalog& catalog);

class SchemaDump {
public:
    // Starts pg_dump in the background. `source` is a channel's: a snapshot exists on one server.
    //
    // Requires: the snapshot stands until finish() has returned.
    // Throws:   system.
    // Cost:     a connection to the source and pg_dump's own queries; it takes ACCESS SHARE on each
    //           table.
    SchemaDump(DumpTools tools, pg::Endpoint source, const std::string& snapshot_id,
               std::chrono::milliseconds lock_timeout, const LeftOut& left_out,
               const Cancellation& cancellation);

    // Waits for it, for as long as it works or its server does. On any exception, and where the
    // object is destroyed first, the child is ended and reaped.
    //
    // Throws: lock; privilege; connection; server; interrupted.
    [[nodiscard]] DumpFile finish();

private:
    DumpTools tools_;
    pg::Endpoint source_;
    pg::Silence silence_;
    const Cancellation& cancellation_;
    FileDescriptor file_;
    FileDescriptor service_file_;  // of secrets that have no environment variable
    ChildProcess child_;
};

// What pg_restore makes of the archive: what it printed. A `use_list` that is not empty says which
// entries.
//
// Throws: server, with what it said; interrupted.
// Cost:   a process; no server.
[[nodiscard]] std::string run_pg_restore(const DumpFile& dump,
                                         const std::vector<std::string>& arguments,
                                         std::string_view use_list,
                                         const Cancellation& cancellation);

}  // namespace subset
