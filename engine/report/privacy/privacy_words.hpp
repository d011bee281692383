// privacy_words.hpp
//
// What the privacy audit says in words, whatever form it is written in. Private to report/privacy/.
//
// Thread-safety: pure functions.
#pragma once

#include "subset/report.hpp"

#include <string>
#include <vector>

namespace subset::report {

// Says what is done about the column: "masked by @email".
[[nodiscard]] std::string describe_decision(const ColumnReport& column);

// Says who decided it, with the line of the config.
[[nodiscard]] std::string describe_decider(const ColumnReport& column);

// The masked values that stand as examples, or why there is none.
[[nodiscard]] std::string describe_examples(const AuditedColumn& column);

// How many columns are masked, kept and so on, in one sentence.
[[nodiscard]] std::string summarize_columns(const Report& report);

// What no mask covers, a paragraph each.
// Requires: the report has a privacy audit.
[[nodiscard]] std::vector<std::string> list_limits(const Report& report);

}  // namespace subset::report
