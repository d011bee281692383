// schema_notes.hpp
//
// What is to be said of a twin's schema beside its rows: constraints that are gone since it was
// made, and those that do not vouch for their rows.
//
// Thread-safety: reading uses its connection from one thread.
#pragma once

#include "catalog/catalog.hpp"
#include "pg/copy_channel.hpp"
#include "subset/config.hpp"
#include "verify/stamped_twin.hpp"

#include <optional>
#include <string>
#include <vector>

namespace subset {

// A line each, without a full stop. `schemas` are those that the twin is to have.
//
// Cost: one round trip.
[[nodiscard]] std::vector<std::string> read_schema_notes(
    const std::optional<std::vector<Text>>& schemas, const Catalog& catalog,
    const std::optional<StampedTwin>& twin, pg::CopyChannel& target);

}  // namespace subset
