// transient_tables.hpp
//
// Known tools keep in such tables what is meant for the next minutes: jobs in a queue, sessions,
// caches, locks. A twin has no use for them: its workers would run production's jobs, and its
// sessions would be those of people in production.
//
// Thread-safety: pure function.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

enum class Transient : std::uint8_t { no, jobs, sessions, cache };

// Says what a known tool keeps in a table of this name with these columns, in any schema.
[[nodiscard]] Transient find_transient(std::string_view name,
                                       const std::vector<std::string>& columns);

}  // namespace subset
