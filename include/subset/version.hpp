// version.hpp
//
// This is the version of the library and of the program `subset`; a test checks that it equals the
// project's version in CMakeLists.txt.
#pragma once

#include <string_view>

namespace subset {

inline constexpr std::string_view version = "0.1.0";

}  // namespace subset
