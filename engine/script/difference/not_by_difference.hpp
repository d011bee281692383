// not_by_difference.hpp
//
// Thrown where a twin turns out to need more than its differing rows to be written. Nothing has
// been changed then: the run is made again, in one transaction, and says why.
//
// Thread-safety: values.
#pragma once

#include "subset/error.hpp"

#include <string>

namespace subset {

class NotByDifference : public Error {
public:
    // `reason` goes on after "as": "public.users has a rule, r".
    explicit NotByDifference(const std::string& reason)
        : Error{ErrorKind::target_schema, reason,
                "atomic = \"transaction\" in [target] brings all rows anew."} {}
};

}  // namespace subset
