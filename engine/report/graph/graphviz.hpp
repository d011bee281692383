// graphviz.hpp
//
// Runs Graphviz' `dot`, which lays graphs out.
//
// Thread-safety: pure, apart from the child process.
#pragma once

#include "subset/cancellation.hpp"

#include <string>

namespace subset::report {

// Returns the SVG of a graph in the DOT language.
//
// Throws: system, where there is no `dot` in $PATH, or where it fails or takes more than a minute;
//         interrupted.
// Cost:   a child process; a few seconds for 500 tables.
[[nodiscard]] std::string lay_out(const std::string& dot, const Cancellation& cancellation);

}  // namespace subset::report
