// find_operator.hpp
//
// Finds the equality by which a written reference compares.
//
// Thread-safety: pure.
#pragma once

#include "catalog/catalog.hpp"

#include <optional>

namespace subset {

// Finds how a written reference compares a pair. Returns nothing where SQL has no equality for the
// two types that works without a cast.
[[nodiscard]] std::optional<KeyOperator> find_operator(const ValueType& parent,
                                                       const ValueType& child);

}  // namespace subset
