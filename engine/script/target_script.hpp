// target_script.hpp
//
// What will be done to the target, step by step, as a value. The sixth stage: closure -> *target
// script* -> load. Making a script changes nothing. One of the executors of the load carries it
// out, and owns the transaction.
//
// Thread-safety: values.
#pragma once

#include "catalog/catalog.hpp"
#include "dump/schema_entry.hpp"
#include "rows/mask_sample.hpp"
#include "script/difference/row_parts.hpp"
#include "subset/config.hpp"
#include "subset/error.hpp"
#include "subset/observer.hpp"
#include "twin/beside_database.hpp"
#include "twin/put_aside.hpp"
#include "twin/schema/kept_schema.hpp"
#include "twin/stamp.hpp"
#include "util/id_vector.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace subset {

enum class StepId : std::uint32_t {};

// SQL of the engine's own: one or several statements whose results nobody wants.
struct RunSql {
    std::string sql;
};

// A query whose rows are SQL statements, which are then run in their order, as psql's \gexec does.
// It is for what must be decided inside the transaction, and costs two round trips.
struct RunGenerated {
    std::string query;
};

// Statements of the schema dump. The first, "preamble", makes the session as the others need it.
struct RunSection {
    std::vector<SchemaEntry> entries;
};

// The user's script. It is run so that it cannot end the transaction, with the settings of an
// ordinary session.
struct RunUserScript {
    std::string sql;
    std::string file;  // as the config names it
    Place place;
};

// The rows of one table, from the row store, or from the source where the table is streamable.
struct CopyIn {
    TableId table{};
    // The transaction has made or emptied the table, so nobody can have seen it without its rows,
    // and it is one heap (manual, COPY, FREEZE).
    bool freeze = false;
    std::string into = {};  // as SQL, the table that takes the rows; empty: the table itself
    // A condition on the rows c of a table that streams, which the others are left out by.
    std::string condition = {};
};

// The rows of several tables in one COPY, each as the number of its table and the row as a value of
// its type, in text (manual, Composite Types). Statements that follow take them apart.
struct CopyStaged {
    std::string copy;  // COPY ... FROM STDIN
    std::vector<TableId> tables;
};

// A query of what is there of the rows that come: for each table its number, how many come, how
// many of them are there, how many of those differ, and a few of their keys.
struct CompareRows {
    std::string query;
    bool update = false;  // those that differ will be changed
};

// Rows for a table that has some already, by way of a temporary one. Their lines are in COPY's text
// format.
struct CopyBeside {
    std::string before;  // SQL
    std::string copy;    // COPY ... FROM STDIN
    std::string lines;
    std::uint64_t rows = 0;
    std::string after;  // SQL
};

// The rows that the old twin keeps, which come into a database that was built beside it. From here
// on nobody but the run may change the old twin.
struct BringKept {
    AsideRows aside;
};

// A query that returns a line of text for each thing that is not as it must be. Where it returns
// none, everything is proven.
struct Check {
    std::string query;
    std::string hint;
    ErrorKind kind = ErrorKind::not_whole;
};

// The masked columns of a table's sampled rows, which are read and compared with the hashes of the
// raw values in this process. Nothing of the sample goes to the target or into a script.
struct CheckMasks {
    struct Column {
        std::size_t index = 0;    // in MaskSample::columns and MaskSample::Row::hashes
        std::uint16_t field = 0;  // in the rows that are written
        std::string name;         // "public.users.email"
    };
    MaskSample sample;
    std::vector<Column> columns;
    // Where the target has the key, a query of the sampled rows: the number of each, and the texts
    // of `columns`. Otherwise a query of these texts of all rows, of which none may be raw.
    std::string query;
    bool by_key = false;
    std::vector<std::uint16_t> key_fields;  // in the rows that are written
    std::string hint;
};

// A query, or a change that returns rows. Each row is a note.
struct Tell {
    std::string query;
};

// The stamp of a target into which rows have come, in the comment of its database. The rows that it
// did not have are added to those that the stamp counts.
struct WriteStamp {
    Stamp stamp;
    std::string database;
    std::string comment;  // as it was
    // A query of the fingerprint of the target's schema, which the stamp then holds; may be empty.
    std::string print_query = {};
};

// A table of the twin that is brought to its new rows by difference. In its SQL, `o` is a row that
// is there and `n` one that comes.
struct DifferenceTable {
    // A foreign key that refers to the table, and does something to its own rows where one goes.
    struct Rule {
        std::string reference;
        std::string child;
        ParentRule rule;
    };
    TableId table{};
    std::string name;                  // quoted
    std::string own_rows;              // what stands behind FROM
    std::string select;                // tableoid, ctid and the columns of the rows that are there
    std::vector<std::string> columns;  // quoted, that rows bring
    std::vector<std::string> updated;  // those of them that an UPDATE may set
    std::string same_row;  // a condition: both have one primary key, and what UPDATE cannot set
    std::string disable_triggers;  // statements, which may be none
    std::string enable_triggers;
    std::vector<Rule> rules;
    bool comes = false;                  // rows come; else all that are there go
    std::optional<RowParts> parts = {};  // by which both servers are asked first what differs
    std::string read_whole = {};         // why they are not; empty: there is nothing to tell
    std::size_t group = 0;  // tables that refer to one another, directly or not, share one
};

// A materialized view that may have to be refreshed.
struct DifferenceView {
    QualifiedName name;
    bool keyed = false;      // it can be refreshed while others read it
    bool reads_any = false;  // nobody knows what it reads
    std::vector<TableId> reads;
};

// The tables are locked so that others read on, compared with the rows that come, and what differs
// is written.
struct WriteDifference {
    std::vector<DifferenceTable> tables;  // in the load order
    std::vector<DifferenceView> views;    // in an order in which they can be refreshed
    std::uint64_t memory_bytes = 0;       // for the rows of one table that is compared
};

// What a step locks in the target. Where several steps are done side by side, two that have a table
// in common exclude one another unless both share it.
struct TableLocks {
    std::vector<Oid> tables;  // of the source
    bool shared = false;
};

struct TargetStep {
    StepId id{};  // its position
    Stage stage = Stage::load;
    std::string title;  // for people: "indexes and constraints", "public.users"
    std::variant<RunSql, RunGenerated, RunSection, RunUserScript, CopyIn, CopyBeside, CopyStaged,
                 CompareRows, BringKept, Check, CheckMasks, Tell, WriteStamp, WriteDifference>
        work;
    std::vector<StepId> waits_for;  // all before it
    TableLocks locks = {};
};

// A script with so many rows is quick.
inline constexpr std::uint64_t most_rows_of_quick = 20'000;

struct TargetScript {
    bool keeps_schema = false;  // the target's own is filled
    bool in_pieces = false;     // in place, by several transactions
    bool only_told = false;     // the transaction is rolled back at its end
    // Few rows come, so that each step takes next to no time: several may be sent together.
    bool quick = false;
    std::optional<DataForm> rows_alone = {};    // a file for a database that has the schema
    std::chrono::milliseconds lock_timeout{0};  // in the target
    // SQL that makes a session's settings as the steps need them. Sections of the dump and the
    // user's script leave other settings behind, so whoever runs one of these makes the settings
    // again.
    std::string settings;
    IdVector<StepId, TargetStep> steps;  // in an order in which they can be done one by one
    std::vector<Fault> warnings;         // what had to be left out, and why
    std::vector<std::string> notes =
        {};  // what is left out or changed as it should be, a line each
    std::optional<BesideDatabase> beside = {};
    // For a table and one of its constraints, the masks that it sees, with their places: to blame
    // them where the target refuses a row.
    std::map<std::pair<TableId, std::string>, std::string> masks_of_constraints = {};
};

}  // namespace subset
