// source_end.hpp
//
// The source end is the source as the guards see it, before its snapshot is taken: which database
// it is, whether it is itself a twin, and which of its schemas are in scope. It comes first in a
// run.
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
    // This is pg_control_system().system_identifier, where the role may ask for it.
    std::optional<std::string> cluster;
    bool in_recovery = false;
    std::optional<StampIdentity> stamp;  // where its comment holds one, of any database
    // These schemas are in scope and hold something of the user's, by name: a replace replaces
    // them.
    std::vector<std::string> schemas;
};

// What read_source_end() asks first.
[[nodiscard]] std::string render_source_end_query(const SourceConfig& config);

// Cost: two round trips; one less where the query was asked ahead.
[[nodiscard]] SourceEnd read_source_end(pg::CopyChannel& source, const SourceConfig& config);

// Tells what is worth knowing about the source: that it is itself a twin. Pure but for the
// observer.
void tell_source(const Catalog& catalog, Observer& observer);

}  // namespace subset
