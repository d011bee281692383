// privileges.hpp
//
// The target's own GRANTs: read before the drop, put back by name where the object exists again.
// Stage target.
//
// Thread-safety: one thread.
#pragma once

#include "pg/copy_channel.hpp"

#include <string>
#include <vector>

namespace subset {

// The privileges on tables, their columns, views, sequences, functions and types of these schemas,
// as JSON.
//
// Cost: one round trip.
[[nodiscard]] std::string read_privileges(pg::CopyChannel& target,
                                          const std::vector<std::string>& schemas);

// A query whose rows are GRANT and REVOKE statements that give each object which exists again
// exactly what it had; one that is new keeps what the default privileges gave it. Roles that
// vanished are skipped. Schemas are not dropped, so their privileges and default privileges live on
// by themselves.
[[nodiscard]] std::string render_restore_privileges(const std::string& saved,
                                                    const std::vector<std::string>& schemas);

}  // namespace subset
