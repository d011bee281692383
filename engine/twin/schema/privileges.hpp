// privileges.hpp
//
// The target has its own GRANTs and owners. They are read before the drop, and put back by name
// where the object exists again.
//
// Thread-safety: one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "subset/error.hpp"

#include <string>
#include <vector>

namespace subset {

// Reads, as JSON, the privileges on tables, their columns, views, sequences, functions and types of
// these schemas, and the owners of what belongs to other roles there.
//
// Cost: one round trip.
[[nodiscard]] std::string read_privileges(pg::CopyChannel& target,
                                          const std::vector<std::string>& schemas);

// Renders a query whose rows are GRANT and REVOKE statements. They give each object that exists
// again exactly what it had; an object that is new keeps what the default privileges gave it. Roles
// that vanished are skipped. Schemas are not dropped, so their privileges and default privileges
// stay without help.
[[nodiscard]] std::string render_restore_privileges(const std::string& saved,
                                                    const std::vector<std::string>& schemas);

// Whether something belonged to another role.
[[nodiscard]] bool has_owners(const std::string& saved);
// Renders a query whose rows are ALTER ... OWNER TO statements. They come last, since this role may
// not be able to reach an object that it has given away.
[[nodiscard]] std::string render_restore_owners(const std::string& saved,
                                                const std::vector<std::string>& schemas);
// Finds what `role` cannot give back of these, by the role that owned it.
// Cost: a round trip where has_owners().
[[nodiscard]] std::vector<Fault> find_lost_owners(pg::CopyChannel& target, const std::string& role,
                                                  const std::string& saved);

}  // namespace subset
