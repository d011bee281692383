// Makes types of columns as the catalog gives them, for tests that have no server.
#pragma once

#include "catalog/catalog.hpp"

#include <string>

namespace subset::testing_support {

// `sized` is "character varying(20)"; `base` is the same without its length.
inline ValueType type_of(const std::string& sized, const std::string& base) {
    ValueType type;
    type.type = sized;
    type.sized_type = sized;
    type.base_type = base;
    return type;
}

}  // namespace subset::testing_support
