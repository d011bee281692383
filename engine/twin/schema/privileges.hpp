// privileges.hpp
//
// The target's own GRANTs and owners: read before the drop, put back by name where the object
// exists again.
//
// Thread-safety: one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "subset/error.hpp"

#include <string>
#include <vector>

namespace subset {

// The privileges on tables, their columns, views, sequences, functions and types of these schemas,
// and the owners of whatever belongs to other roles there, as JSON.
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

// Whether something belonged to another role.
[[nodiscard]] bool has_owners(const std::string& saved);
// A query whose rows are ALTER ... OWNER TO statements. They come last: what is given away may be
// out of this role's reach.
[[nodiscard]] std::string render_restore_owners(const std::string& saved,
                                                const std::vector<std::string>& schemas);
// What of them `role` cannot give back, by the role that owned it. Cost: a round trip where
// has_owners().
[[nodiscard]] std::vector<Fault> find_lost_owners(pg::CopyChannel& target, const std::string& role,
                                                  const std::string& saved);

}  // namespace subset
