// not_by_difference.hpp
//
// Thrown where a twin turns out to need more than its differing rows to be written. Nothing has
// been changed then: the run is made again, in one transaction, and says why.
//
// Thread-safety: values.
#pragma once

#include "catalog/catalog.hpp"
#include "subset/error.hpp"

#include <fmt/format.h>

#include <string>

namespace subset {

class NotByDifference : public Error {
public:
    // `reason` goes on after "as": "public.users has a rule, r".
    explicit NotByDifference(const std::string& reason)
        : Error{ErrorKind::target_schema, reason,
                "atomic = \"transaction\" in [target] brings all rows anew."} {}
};

// The reason where rows of a reference dangle by rule.
[[nodiscard]] inline std::string explain_dangling(const Reference& reference) {
    return fmt::format("rows of {} dangle by rule ({}), and its constraint is made anew then",
                       reference.child.name.text(), reference.name);
}

}  // namespace subset
