// version.hpp
//
// The version of this library and of the program `subset`; a test holds it equal to the project's
// in CMakeLists.txt.
#pragma once

#include <string_view>

namespace subset {

inline constexpr std::string_view version = "0.1.0";

}  // namespace subset
