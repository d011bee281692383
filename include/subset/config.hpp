// config.hpp
//
// The config file as a value is the first stage of the pipeline. Reading it finds every fault that
// the file alone shows. make_plan finds the faults that need the catalog, and both are told in one
// run.
//
// Thread-safety: values.
#pragma once

#include "subset/cancellation.hpp"
#include "subset/config_entries.hpp"
#include "subset/config_limits.hpp"
#include "subset/config_text.hpp"
#include "subset/error.hpp"
#include "subset/qualified_name.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace subset {

// Dangling says what becomes of a row of the closure whose parent row does not exist.
enum class Dangling : std::uint8_t {
    fail,  // the run fails
    keep,  // the row stays as it is, and the constraint is NOT VALID in the twin
    null,  // the reference is NULLed, as by a cut
    drop,  // the row goes, and what references it
};

// [source] jobs may say no more than this; further connections would only be in one another's way.
inline constexpr std::uint64_t most_jobs = 64;

struct SourceConfig {
    // This is any libpq connection string or URI; it may hold a password.
    Text url;
    std::optional<std::vector<Text>> schemas;  // absent: every user schema
    std::optional<Dangling> dangling;          // absent: fail where validated, otherwise keep
    std::chrono::milliseconds statement_timeout{std::chrono::minutes{30}};
    std::chrono::milliseconds lock_timeout{std::chrono::seconds{10}};
    std::chrono::milliseconds connect_timeout{std::chrono::seconds{60}};  // both ends
    // Either end may say nothing for so long while its own views show no progress; 0: for ever.
    std::chrono::milliseconds silence_timeout{std::chrono::minutes{10}};
    // So often a run starts again that lost the source, or ran into a recovery conflict.
    std::uint64_t retries = 0;
    std::optional<std::uint64_t> rate;  // bytes of rows a second that are asked for at most
    std::uint64_t jobs = 2;             // connections that read side by side, at least 1
};

enum class TargetMode : std::uint8_t {
    replace,  // drop and rebuild the source's schemas
    keep,     // load into the tables that are there
    add,      // rows come beside those that are there, and none goes
};

// Whether the target's own schema stands, so that rows are fitted to it.
[[nodiscard]] constexpr bool keeps_schema(TargetMode mode) noexcept {
    return mode != TargetMode::replace;
}

// Atomic says how the twin takes the place of the old one.
enum class Atomic : std::uint8_t {
    transaction,  // at once, in one transaction
    database,     // at once, as another database that takes the target's name
    none,         // piece by piece, stamped incomplete until the last
    rows,         // at once: the schema stands, and of the rows what differs is written
};

// Contents says what a script holds.
enum class Contents : std::uint8_t {
    all,   // the schema and the rows
    data,  // rows alone, for a database that has the schema
};

// DataForm says in which form a script of rows alone has them.
enum class DataForm : std::uint8_t {
    copy,     // COPY blocks, for psql
    inserts,  // INSERT statements, for any client
    csv,      // a file for each table, in a folder with a script that loads them
};

struct TargetConfig {
    Text url;  // empty where target_fault says why, and where there is a file instead
    // This is what is wrong with the url; only a command that needs a target throws it.
    std::optional<Fault> target_fault;
    TargetMode mode = TargetMode::replace;
    Atomic atomic = Atomic::transaction;
    // This script is written instead: a path from the config's folder; "-" is standard output.
    std::optional<Text> file;
    Contents contents = Contents::all;  // of that script
    DataForm form = DataForm::copy;     // of its rows, where it holds nothing else
    // The twin goes without these extensions of the source.
    std::vector<Text> skip_extensions;
    // These foreign servers of the source come along, with their foreign tables.
    std::vector<Text> foreign_servers;
    // This is the "host/database" of the one target that may be replaced.
    std::optional<Text> force;
    // This is the path of a script, relative to the config's folder.
    std::optional<Text> after;
    std::string after_sql;  // that script's text, read with the config
    // The cases that `subset take` added come again with the next refresh.
    bool keep_cases = false;
    // With mode = "add": rows that are there and differ get the source's columns.
    bool update = false;
    // With mode = "add": it is told what would come and what is there, and nothing is changed.
    bool only_told = false;
    std::chrono::milliseconds lock_timeout{std::chrono::seconds{60}};
};

struct RootConfig {
    Place place = {};  // of its [[root]] header
    TableName table;   // with a glob, a root of each table that has `columns`
    std::vector<Text> columns = {};
    std::optional<Text> where;
    std::optional<Text> order_by;
    std::optional<std::uint64_t> limit;
    std::optional<double> sample_percent;
    std::int64_t seed = 1;
    std::optional<Text> query;
    bool children = false;
    bool only = false;  // without the tables that inherit from it
    // The rows with these primary keys, each given by its values in the key's order, instead of
    // `where`. No file says this: it is a case.
    std::vector<std::vector<std::string>> keys = {};
    std::string title = {};  // of a root that stands in no file: "the case orders 4711"
};

enum class RowsRule : std::uint8_t {
    closure,
    all,
    none,    // the table stays empty
    absent,  // the twin has no such table
    keep,    // the table has the rows that the target has
};

// Whether no row of such a table comes from the source, so that no reference leads through it.
[[nodiscard]] constexpr bool takes_no_rows(RowsRule rule) noexcept {
    return rule == RowsRule::none || rule == RowsRule::absent || rule == RowsRule::keep;
}

// One entry of `mask` says what replaces a column's values in the source's own SELECT.
struct MaskRule {
    Text column;
    Text mask;                         // SQL over the row c, or a preset: "@email"
    std::optional<SubjectId> id = {};  // of an entry that stands in no file
};

struct TableRule {
    TableName name;  // may be a glob: "*", "audit.*", "log_*"
    std::optional<RowsRule> rows;
    Place rows_place = {};
    std::vector<MaskRule> masks = {};
    // SQL over the row c: the masks of the table leave a row for which it is false as it is.
    std::optional<Text> mask_when = {};
    // The presets of a row are made of this column, so that they describe one person.
    std::optional<Text> identity = {};
    bool only = false;  // without the tables that inherit from it
};

// Unclassified says what is done about a column that may hold personal data and is neither masked
// nor kept.
enum class Unclassified : std::uint8_t {
    allow,
    warn,
    error,
    strict,  // an error for every column but keys, whatever it may hold
};

// This is the section [mask].
struct MaskConfig {
    std::optional<Text> key;  // what the presets hash with; a secret
    Unclassified unclassified = Unclassified::warn;
    Place unclassified_place = {};
    // The names, cities and streets of the presets are made up in these languages, "en"; where
    // there are several, each value has one of them. There is at least one.
    std::vector<std::string> locales = {"en"};
    std::vector<ColumnPattern>
        keep;  // "orders.status", "*.created_at": columns that go as they are
    // plan --masks proposes lines for the other columns, which then cause neither a warning nor an
    // error.
    bool propose = false;
};

enum class Follow : std::uint8_t { chosen, always, never };

// This is [[child]]: how one reference is followed down.
struct ChildRule {
    Place place = {};
    TableName table;
    TableName parent;
    std::vector<Text> columns;  // empty: not said
    std::optional<Text> name;
    Follow follow = Follow::chosen;
    std::optional<Text> where;  // the child row is c, the parent row p
    std::optional<Text> order_by;
    std::optional<std::uint64_t> limit;  // for each parent row
};

// This is [[reference]]: a foreign key that the schema does not declare.
struct ReferenceRule {
    Place place = {};
    std::optional<Text> name;
    TableName table;            // with a glob, a reference of each table that has `columns`
    std::vector<Text> columns;  // names, or SQL expressions in parentheses
    TableName parent;
    std::vector<Text> parent_columns;  // empty: the parent's primary key
    std::optional<Text> when;          // the child row is c
};

// This is [[cut]]: a reference that is not followed up.
struct CutRule {
    Place place = {};
    TableName table;
    std::vector<Text> columns;
    std::optional<TableName> parent;
    std::optional<Text> name;
};

// The lock file, which says what the source had at the last accepted run.
struct LockConfig {
    std::filesystem::path
        path;               // beside the config, its name with ".lock" for ".toml"; empty: none
    bool enforced = false;  // --locked: what is new since then is refused
    bool kept = false;      // a run that succeeds writes it
};

struct Config {
    std::string file;  // as the user named it; empty where there is none
    // This is a hash of what the file says, in hexadecimal digits, for the stamp. Neither the key
    // of [mask] nor the urls are in it.
    std::string hash;
    SourceConfig source;
    TargetConfig target;
    Limits limits;
    std::vector<RootConfig> roots;
    std::vector<TableRule> tables;
    MaskConfig mask;
    LockConfig lock = {};
    std::vector<ChildRule> children;
    std::vector<ReferenceRule> references;
    std::vector<CutRule> cuts;
    std::vector<ConfigEntry> entries;  // of all of these, in the order of the file
    // With verify --unstamped, a target that no run has stamped is looked at too.
    bool unstamped = false;
    // These are the faults of the file, in the order in which they stand there.
    std::vector<Fault> faults;
};

// The command line says these things, and they count more than the config.
struct ConfigOverrides {
    std::optional<std::string> source_url;
    std::optional<std::string> target_url = {};
    std::optional<std::uint64_t> jobs = {};
    std::optional<DataForm> form = {};  // run --format
    bool propose_masks = false;         // plan --masks
    bool locked = false;                // --locked
    bool keep_lock = false;             // write the lock file after a run
    bool watch_lock = false;            // warn of what it does not know
    // The command needs no rows to be named, so a config without a root is no fault.
    bool rows_optional = false;
    // The command asks the target alone, so a source that is not named is no fault.
    bool source_optional = false;
    bool unstamped = false;  // verify --unstamped
    // It ends the wait for a config that is a pipe; without it, the wait has no end.
    const Cancellation* cancellation = nullptr;
};

// Reads and checks the file, and the script that `after` names. What is wrong with the file is in
// the result, so that it can be told together with what the catalog shows to be wrong; a command
// that connects nowhere throws it itself.
//
// Throws: config, where the file cannot be read or is not TOML.
// Cost:   reads one or two local files.
[[nodiscard]] Config read_config(const std::filesystem::path& path,
                                 const ConfigOverrides& overrides = {});

// Lists what the lock file beside the config knows: the tables, spelled as the config and the
// command line name them, or the columns of `table`. Without a lock file there is nothing.
//
// Throws: config, where it is not what a run writes.
// Cost:   reads a local file.
[[nodiscard]] std::vector<std::string> list_locked_names(const std::filesystem::path& config,
                                                         const std::string& table = {});

// Renders the JSON Schema of the config file, draft 4, for editors: the sections, their keys, what
// these may hold, and what they are for. It is made from what the reader itself asks for.
[[nodiscard]] std::string render_config_schema();

// Returns the config that an empty file would give, for commands that can do without one.
[[nodiscard]] Config make_default_config(const ConfigOverrides& overrides = {});

// Throws Error(config) with all of the faults, where there are any.
void throw_faults(const std::vector<Fault>& faults);

}  // namespace subset
