// random_digits.hpp
//
// Makes texts that nobody can guess. Foundation.
#pragma once

#include <string>

namespace subset {

// Returns 32 hexadecimal digits from the system's source of randomness.
[[nodiscard]] std::string make_random_digits();

}  // namespace subset
