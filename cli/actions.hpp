// actions.hpp
//
// A run tells GitHub Actions more than its ordinary output: annotations of faults, and a summary of
// the job. Outside of Actions these functions do nothing. Part of the program.
//
// The format is GitHub's ("Workflow commands for GitHub Actions"): commands are lines on standard
// output or standard error, the summary is a file that $GITHUB_STEP_SUMMARY names.
#pragma once

#include "subset/error.hpp"
#include "subset/report.hpp"

#include <string>

namespace subset::cli {

// Whether the program runs in a job of GitHub Actions: $GITHUB_ACTIONS is "true".
[[nodiscard]] bool in_actions();

// Renders "::error file=twin.toml,line=14,col=9::message. hint", with a line end.
[[nodiscard]] std::string render_annotation(const Fault& fault);

// Appends the report to the job's summary. A summary that cannot be written is lost without an
// error, as the refresh is done by then.
void write_summary(const Report& report);

}  // namespace subset::cli
