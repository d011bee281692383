// compat.hpp
//
// The only place that includes libpqxx. Ubuntu 24.04's libpqxx 7.8 is built as C++17, but its
// headers, read as C++20, ask for constructors with std::source_location that the library does not
// have; without the feature macro they do not (libpqxx issues 732, 760, 791). On other versions
// this changes nothing.
#pragma once

#include <version>
#undef __cpp_lib_source_location
#include <pqxx/pqxx>
