// drop.hpp
//
// How the old twin goes: every object in the replaced schemas one by one, but for the members of
// extensions. The schemas themselves stay, and with them their privileges and default privileges.
//
// DROP SCHEMA ... CASCADE would take an extension along that the role could not create again, and
// columns of tables elsewhere whose type it holds (POSTGRES.md 35).
//
// Thread-safety: pure functions; the SQL is run by the executor.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace subset {

// A query whose rows are the statements: first a look whether by now something outside the schemas
// depends on something inside, which raises an error, then the drops. One statement holds the locks
// of `tables_at_once` tables, and of what is dropped with them.
[[nodiscard]] std::string render_drop_query(const std::vector<std::string>& schemas,
                                            std::size_t tables_at_once,
                                            const std::vector<std::string>& outside);

}  // namespace subset
