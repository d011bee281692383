// source_end.hpp
//
// The source as the guards see it, before its snapshot is taken: which database it is, whether it
// is itself a twin, and which schemas of it are in scope. It comes first in a run.
//
// Thread-safety: values; the reading function uses its connection from one thread.
#pragma once

#include "catalog/catalog.hpp"
#include "pg/copy_channel.hpp"
#include "subset/config.hpp"
#include "subset/observer.hpp"
#include "twin/stamp.hpp"

#include <optional>
#include <string>
#include <vector>

namespace subset {

struct SourceEnd {
    std::string database;
    std::string database_oid;
    // pg_control_system().system_identifier, where the role may ask.
    std::optional<std::string> cluster;
    bool in_recovery = false;
    std::optional<StampIdentity> stamp;  // where its comment holds one, whoever's it is
    // in scope and with something of the user's, by name: those that a replace replaces
    std::vector<std::string> schemas;
};

// Cost: two round trips.
[[nodiscard]] SourceEnd read_source_end(pg::CopyChannel& source, const SourceConfig& config);

// Tells what is of note about the source: that it is itself a twin. Pure but for the observer.
void tell_source(const Catalog& catalog, Observer& observer);

}  // namespace subset
