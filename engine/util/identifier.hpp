// identifier.hpp
//
// These are the numbers that a run gives to the things it works with; each is an index into an
// IdVector. Foundation: every stage may include this.
#pragma once

#include "subset/qualified_name.hpp"

#include <cstddef>
#include <cstdint>

namespace subset {

enum class TableId : std::uint32_t {};      // in Catalog::tables
enum class ReferenceId : std::uint32_t {};  // in Catalog::references
enum class ParentKeyId : std::uint32_t {};  // in RowPlan::parent_keys

template <typename Id>
[[nodiscard]] constexpr std::size_t index_of(Id id) noexcept {
    return static_cast<std::size_t>(id);
}

}  // namespace subset
