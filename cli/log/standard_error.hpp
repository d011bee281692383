// standard_error.hpp
//
// Writes to standard error, whoever reads it. A reader who has stopped (a paused terminal, a pager)
// must not hold the run, and with it a snapshot of production. What cannot be written now waits in
// a short queue; progress is left out instead. Part of the program.
//
// Thread-safety: every function may be called from several threads at once.
#pragma once

#include "subset/cancellation.hpp"

#include <string_view>

namespace subset::cli {

// Writes an important text, such as an error. The call never waits: what cannot be written now
// waits in the queue, up to a megabyte.
void tell(std::string_view text);
// Writes a text that may be lost. It is lost where it cannot be written now.
void tell_progress(std::string_view text);
// Waits until everything is written, or until a moment after `cancellation` is requested. Meanwhile
// the caller must not hold anything that somebody else waits for.
void finish_telling(Cancellation& cancellation);

}  // namespace subset::cli
