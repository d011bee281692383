// actions.hpp
//
// What a run tells to GitHub Actions besides its ordinary output: annotations of faults, and a
// summary of the job. Does nothing elsewhere. Part of the program.
//
// The format is GitHub's ("Workflow commands for GitHub Actions"): commands are lines on standard
// output or standard error, the summary is a file that $GITHUB_STEP_SUMMARY names.
#pragma once

#include "subset/error.hpp"
#include "subset/report.hpp"

#include <string>

namespace subset::cli {

// Whether the program runs there: $GITHUB_ACTIONS is "true".
[[nodiscard]] bool in_actions();

// "::error file=twin.toml,line=14,col=9::message. hint", with a line end.
[[nodiscard]] std::string render_annotation(const Fault& fault);

// Appends the report to the job's summary. What cannot be written is lost: the refresh is done.
void write_summary(const Report& report);

}  // namespace subset::cli
