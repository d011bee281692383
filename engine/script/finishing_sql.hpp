// finishing_sql.hpp
//
// The plain statements between and after the rows: settings, sequences, statistics. Private to
// script/.
//
// Thread-safety: pure functions.
#pragma once

#include "catalog/catalog.hpp"
#include "subset/config.hpp"
#include "subset/error.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace subset {

// Our session's settings. The sections of a dump leave others behind: no search_path, another
// client encoding, no timeouts (POSTGRES.md 28).
[[nodiscard]] std::string render_settings(std::chrono::milliseconds lock_timeout,
                                          int target_version_num);
// Those of a script that somebody else's session runs.
[[nodiscard]] std::string render_script_settings();

// The statements of make_sequences() so that psql shows nothing of them.
[[nodiscard]] std::string without_results(std::string sql);

struct Sequences {
    std::string sql;  // one statement for all that are readable in the source, and one for each
                      // other; may be empty
    std::vector<Fault> warnings;
};

// The sequence goes on past what the column holds, where that is more than where it stands.
[[nodiscard]] std::string set_past_column(const QualifiedName& sequence, const QualifiedName& table,
                                          const std::string& column, bool only);

// Sets each sequence to its place; one that is not readable in the source goes on past what its
// column holds.
[[nodiscard]] Sequences make_sequences(const Catalog& catalog, const std::vector<Sequence>& places,
                                       const std::vector<Oid>& left_out);

// ANALYZE of these: a bare one would warn about every table that is not ours (POSTGRES.md 39).
[[nodiscard]] std::string render_analyze(const std::vector<QualifiedName>& tables);
// A query that returns an ANALYZE for each of these that is still there.
[[nodiscard]] std::string render_analyze_query(const std::vector<QualifiedName>& tables);

}  // namespace subset
