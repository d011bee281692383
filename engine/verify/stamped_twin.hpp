// stamped_twin.hpp
//
// What the stamp of a twin says of its making, read long after it.
//
// Thread-safety: values; reading uses its connection from one thread.
#pragma once

#include "config/database_end.hpp"
#include "pg/copy_channel.hpp"
#include "subset/cancellation.hpp"
#include "subset/observer.hpp"
#include "subset/verification.hpp"
#include "twin/target_state.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace subset {

struct StampedTwin {
    TwinStamp stamp;
    std::string config_hash;
    std::vector<std::string> schemas;               // that are the twin's; empty: not known
    std::map<std::string, std::uint64_t> tables;    // rows of those that had any
    std::map<std::string, std::uint64_t> dangling;  // rows kept by rule, by name_in_stamp()
    std::vector<std::pair<std::string, std::string>> foreign_keys;  // table and constraint
};

// Nothing where the database has no stamp, or one that does not count: written in another database,
// or in another cluster as far as both are known, or changed by somebody so that it says nothing.
//
// Requires: the connection is in a transaction, which stays usable.
// Cost:     three round trips.
[[nodiscard]] std::optional<StampedTwin> read_stamped_twin(pg::CopyChannel& target,
                                                           const TargetState& state);

// What the target says of itself. Of several stamps, which several sources have left, the one that
// the config is about comes last, where all others look.
//
// Cost: as read_target_state().
[[nodiscard]] TargetState read_stamped_target(pg::CopyChannel& target, const Config& config);

// The schemas that are the twin's, by the stamp of the target; empty where it has none and that is
// allowed.
//
// Throws: refused, where the target is no twin and need be one; connection; interrupted.
// Cost:   a connection and six round trips.
[[nodiscard]] std::vector<std::string> read_twin_schemas(const DatabaseEnd& end,
                                                         const Config& config, Observer& observer,
                                                         Cancellation& cancellation);

// A foreign key that the twin was made with and has no more.
struct GoneForeignKey {
    std::string table;
    std::string name;
    std::string parent;
    std::string from;  // "FROM ...", the child rows without a parent row
    std::string keys;  // what they refer to, as SQL: "c.user_id::text"
    std::uint64_t about_bytes = 0;
};

// Of the stamp that read_stamped_twin() found, those whose tables and columns are there.
//
// Cost: one round trip.
[[nodiscard]] std::vector<GoneForeignKey> read_gone_foreign_keys(pg::CopyChannel& target,
                                                                 const TargetState& state);

}  // namespace subset
