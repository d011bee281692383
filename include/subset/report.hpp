// report.hpp
//
// The report says what a run did, as a value: it is the last stage. The keys of its JSON form stay;
// others may be added.
//
// Thread-safety: values.
#pragma once

#include "subset/cancellation.hpp"
#include "subset/privacy_audit.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

// This is what became of rows that came beside those of the target.
struct AddedRows {
    std::uint64_t added = 0;    // the target did not have them
    std::uint64_t there = 0;    // it had them, and they stay as they were
    std::uint64_t differ = 0;   // of those there, they are not as the source has them
    std::uint64_t updated = 0;  // they were made so
};

// This is what was written of a table by difference.
struct WrittenRows {
    std::uint64_t inserted = 0;
    std::uint64_t updated = 0;
    std::uint64_t deleted = 0;
};

// The source and the target were asked first which parts of a table differ.
struct ComparedParts {
    std::uint64_t compared = 0;
    std::uint64_t read = 0;  // those that differed
};

struct TableReport {
    std::string table;  // "public.users"
    std::uint64_t rows = 0;
    std::uint64_t chosen = 0;
    // Of the rows as they travel; about, in a plan. Where `parts` is there, the parts that the
    // target has already are not among them.
    std::uint64_t bytes = 0;
    double seconds = 0;  // of loading it
    // The source has about so many rows (pg_class.reltuples). It is absent where the table was
    // never analysed, or only when it was still empty.
    std::optional<std::uint64_t> source_rows;
    std::uint64_t source_bytes = 0;  // pg_table_size
    std::string rule =
        "closure";         // [[table]] rows: "closure", "all", "none", "absent"; "extension"
    bool reached = false;  // rows may come into it
    bool root = false;     // a [[root]] names it
    std::size_t load_position = 0;  // in the order of loading, from 1
    std::size_t cycle = 0;  // tables that reference each other in a cycle share one; 0: none
    std::optional<AddedRows> added = {};      // with mode = "add"
    std::optional<WrittenRows> written = {};  // by difference
    std::optional<ComparedParts> parts = {};
    // Why a whole table was read without that question, where there is something to tell.
    std::string read_whole = {};

    [[nodiscard]] bool takes_no_rows() const { return rule == "none" || rule == "absent"; }
};

struct ReferenceReport {
    std::string name;
    std::string table;
    std::string parent;
    // This is the partitioned table where `table` or `parent` is a single partition of it;
    // otherwise it is empty.
    std::string child_table;
    std::string parent_table;
    std::vector<std::string> columns;  // expressions in parentheses
    std::vector<std::string> parent_columns;
    bool declared = true;                     // otherwise by [[reference]] alone
    bool walked = false;                      // followed up: rows of the child may come
    bool cut = false;                         // not followed up: a [[cut]], or rows = "none"
    std::string follow = "never";             // down, where rows may: "chosen", "always", "never"
    std::optional<std::uint64_t> limit = {};  // for each parent row
    bool in_cycle = false;                    // both ends are in one cycle of references
    double seconds = 0;                       // of asking for child rows by it
    // This statement creates the index that would have helped.
    std::optional<std::string> index = {};
    std::uint64_t up = 0;        // rows of the closure whose reference is not NULL
    std::uint64_t down = 0;      // child rows that the rules selected from chosen parents
    std::uint64_t dangling = 0;  // rows of the closure whose parent row does not exist
    std::vector<std::string> dangling_keys;  // a few of what they refer to
    bool proven = true;                      // false where the twin lacks what it is made of
};

// This says what was done about a column, and who decided so.
struct ColumnReport {
    std::string table;
    std::string column;
    std::string type;   // "character varying(20)"
    std::string state;  // "masked", "kept", "unclassified", "key", "null", "computed", "no_rows"
    std::string reason;
    // The line of the config that decides, "twin.toml:5:9"; empty where none does.
    std::string place;
    std::optional<std::string> mask;  // as the config says it
    // An unclassified column may be of a kind that [mask] unclassified does not ask about.
    bool asked = true;
    // The proof has looked for so many raw values of a masked column in the twin.
    std::optional<std::uint64_t> rows_looked_at = {};
};

// This is one of the references that brought the most, counted by the pairs of rows that were met.
struct BringerReport {
    std::string reference;
    std::string table;
    std::string parent;
    std::string direction;  // "up", "down"
    std::uint64_t edges = 0;
    std::string advice;  // lines for the config that would bring less; empty: there are none
};

// This says how the twin was made to fit ([limits] fit).
struct FitReport {
    // One more row of this root would have brought the twin over `fit`, or nearer to it.
    struct Root {
        std::string table;
        std::string place;          // of the [[root]], "twin.toml:9:1"
        std::uint64_t rows = 0;     // taken
        std::uint64_t of_rows = 0;  // that the root selects
        // What the next row would take with all that it brings: at least so much where it is
        // `more`. It is absent where all rows are taken.
        std::optional<std::uint64_t> next_bytes;
        bool more = false;
    };
    struct Reference {
        std::string reference;
        std::string table;
        std::string parent;
        std::string direction;   // "up", "down"
        std::uint64_t rows = 0;  // that were new when they came by it
        std::uint64_t bytes = 0;
    };

    struct Table {
        std::string table;
        std::uint64_t bytes = 0;  // by the source's sizes, with its indexes and TOAST
    };

    std::uint64_t bytes = 0;                 // the wish
    double fraction = 1;                     // of each root's rows
    std::uint64_t size = 0;                  // on the target's disk, by the source's sizes
    std::uint64_t base = 0;                  // of this the empty schema and the whole tables
    std::optional<std::uint64_t> real_size;  // measured in the target before COMMIT
    std::vector<Root> next;                  // by root, as the config has them
    std::vector<Reference> references;       // that took the most, the most first
    std::vector<Table> tables;               // by name
};

// This says what the source was asked for under [source] rate.
struct PaceReport {
    std::uint64_t bytes_per_second = 0;  // at most
    double rows_seconds = 0;             // what the rows of the report take at that rate
    std::uint64_t bytes = 0;             // that have come of rows and of what was asked about them
    std::uint64_t statements = 0;        // that brought them
    std::uint64_t longest_bytes = 0;     // of these, what the longest one brought
    double waited_seconds = 0;           // by all connections together
};

// This says what an entry of the config has brought.
struct EntryReport {
    std::uint32_t line = 0;  // of its header
    // The entry as the file has it, without comments. Where the config masks anything, the literals
    // of its SQL are left out, as they may be values of rows.
    std::string text;
    std::string brought;  // "50 rows"; empty where it is not known
};

struct QueryCounts {
    std::uint64_t catalog = 0;
    std::uint64_t closure = 0;
    std::uint64_t load = 0;
};

struct StageSeconds {
    double total = 0;
    double catalog = 0;
    double closure = 0;
    double schema = 0;
    double load = 0;
    double finish = 0;
};

struct Report {
    std::string command;     // "run", "plan", "graph" or "take"
    bool estimated = false;  // from statistics; no row was read
    bool counted = true;     // false: rows are not known at all
    std::string source_database;
    std::string source_server_version;           // "15.8"
    std::optional<std::string> target_database;  // absent in a plan, and for a file
    std::string target_mode;                     // "replace", "keep", "add", "file"
    // The way that the run took: "transaction", "database", "none", "rows"; empty where there is no
    // run, and for a file.
    std::string way;
    // Why the run did not take the way by rows, which the config asks for; empty where it did.
    std::string way_reason;
    std::vector<TableReport> tables;          // by name
    std::vector<ReferenceReport> references;  // by table, then name
    std::vector<ColumnReport> columns;        // by table, in its order
    std::vector<BringerReport> bringers;      // at most three, the most first
    std::optional<FitReport> fit;             // with [limits] fit
    std::optional<PaceReport> pace;           // with [source] rate
    std::vector<EntryReport> config;          // in the order of the file
    QueryCounts queries;
    StageSeconds seconds;
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
    std::uint64_t peak_memory_bytes = 0;
    bool verified = false;
    std::string snapshot_time;  // of the source
    // Each line says what was left out, emptied, changed or taken by default. The messages of
    // warnings are among them.
    std::vector<std::string> notes;
    // These lines for the config were asked for: masks, and `keep`, for columns that are
    // unclassified.
    std::optional<std::string> mask_proposal;
    // Of audit() alone.
    std::optional<PrivacyAudit> privacy;

    [[nodiscard]] std::size_t proven_references() const noexcept;
};

// Renders the JSON of --report, one object and a newline.
[[nodiscard]] std::string render_report_json(const Report& report);

// Renders the privacy audit, for a file that is kept: a page of HTML, Markdown, or JSON.
// Requires: the report has one.
[[nodiscard]] std::string render_privacy_html(const Report& report);
[[nodiscard]] std::string render_privacy_markdown(const Report& report);
[[nodiscard]] std::string render_privacy_json(const Report& report);

// Renders the report as GitHub's Markdown: tables, rows, references proven, time.
[[nodiscard]] std::string render_report_markdown(const Report& report);

// Renders the summary table that a run ends with, or the table of `subset plan`, in lines of at
// most `width` columns. Tables without rows are left out, and one line says how many they are.
[[nodiscard]] std::string render_report_text(const Report& report, int width = 80);

// Renders the tables and references as a graph, for Graphviz and for Mermaid: those that the config
// reaches, or with `all` the whole schema. An arrow points from the child to its parent.
[[nodiscard]] std::string render_graph_dot(const Report& report, bool all = false);
[[nodiscard]] std::string render_graph_mermaid(const Report& report, bool all = false);
// Renders the same graph as SVG, by Graphviz' `dot`.
//
// Throws: system, where there is no `dot`, or where it fails; interrupted.
// Cost:   a child process.
[[nodiscard]] std::string render_graph_svg(const Report& report, const Cancellation& cancellation,
                                           bool all = false);

// Renders one page of HTML that needs nothing else: the graph, the tables, where rows and bytes go,
// the run's stages, the proof. Without `dot` the page says how to have the drawing. `since` is the
// JSON of an earlier report: where there is one, the page says what has changed since.
//
// Throws: interrupted.
// Cost:   a child process.
[[nodiscard]] std::string render_report_html(const Report& report, const Cancellation& cancellation,
                                             std::string_view since = {});

}  // namespace subset
