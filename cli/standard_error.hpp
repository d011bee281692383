// standard_error.hpp
//
// Standard error, whoever reads it: a reader who has stopped (a paused terminal, a pager) must not
// hold the run, and with it a snapshot of production. What cannot be written now waits in a short
// queue; progress is left out instead. Part of the program.
//
// Thread-safety: every function may be called from several threads at once.
#pragma once

#include "subset/cancellation.hpp"

#include <string_view>

namespace subset::cli {

// Never waits. A text that nobody could do without waits in the queue, up to a megabyte.
void tell(std::string_view text);
// Likewise, but it is lost where it cannot be written now.
void tell_progress(std::string_view text);
// Waits until all is written, or a moment longer than until `cancellation` is requested. Nothing
// may be held meanwhile that somebody else waits for.
void finish_telling(Cancellation& cancellation);

}  // namespace subset::cli
