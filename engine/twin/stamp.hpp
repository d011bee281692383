// stamp.hpp
//
// The stamp is one line `subset {json}` in the comment of the target database. It says which run
// made this twin, from what and with how many rows, and what must be known to check the twin later:
// rows that dangle by rule, and constraints that were there. It shows in no dump of the schema and
// to no ORM. Other lines of the comment stay.
//
// Thread-safety: values and pure functions, but for the two that read.
#pragma once

#include "catalog/catalog.hpp"
#include "pg/copy_channel.hpp"
#include "plan/plan.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

// TwinOrigin says what a twin was made of.
struct TwinOrigin {
    std::string database;
    std::string cluster;  // empty, where the source's role could not read the system identifier
    std::string snapshot_time;
};

// StampIdentity tells one stamp from another, and says which database it belongs to.
struct StampIdentity {
    std::string version;   // of the program
    std::string database;  // the database in which it was written
    std::string oid;
    std::string cluster;  // its system identifier, or empty where the role could not read it
    // It is random: after a COMMIT whose connection was lost, it shows whether the COMMIT came
    // through.
    std::string run_id;
    // In the stamp of an incomplete twin, this is what had been granted on its objects, as
    // read_privileges() gives it, for the run that makes it whole. Otherwise it is empty.
    std::string saved_privileges = {};
    // These are the things that a later run must know to take them away again, each on a line: the
    // schemas that the run filled, "SCHEMA shop", and objects in no schema, "CAST (bigint AS
    // inet)".
    std::string made = {};
    TwinOrigin origin = {};
    bool incomplete = false;  // rows and constraints were still to come
};

// A StampCase is a case that `take` added, by the primary key of its row.
struct StampCase {
    std::string table;  // "public.orders"
    std::vector<std::string> key;
    bool children = true;

    // Renders "orders 4711".
    [[nodiscard]] std::string text() const;
    friend bool operator==(const StampCase&, const StampCase&) = default;
};

// SchemaPrints are the fingerprints by which a run knows that both schemas, and what the config
// says about them, are still what they were when the twin was made: see twin/fingerprint/.
struct SchemaPrints {
    std::string source;
    std::string target;
    std::string config;
    std::string target_server_version;  // "15.8"

    friend bool operator==(const SchemaPrints&, const SchemaPrints&) = default;
};

struct Stamp {
    struct TableRows {
        std::string table;
        std::uint64_t rows = 0;
    };
    struct ReferenceRows {
        std::string reference;  // name_in_stamp()
        std::uint64_t rows = 0;
    };
    struct ForeignKey {
        std::string name;
        std::vector<std::string> columns;
        QualifiedName parent;
        std::vector<std::string> parent_columns;
    };
    struct TableKeys {
        std::string table;
        std::vector<ForeignKey> keys;
    };
    StampIdentity identity;
    std::string source_server_version;
    std::string config_hash;
    std::uint64_t rows = 0;
    std::vector<TableRows> tables;  // of tables that have rows
    // These are the rows that dangle by rule, under each name that their reference has.
    std::vector<ReferenceRows> dangling = {};
    // These schemas were replaced or filled. A target may have others, which are no part of the
    // twin.
    std::vector<std::string> schemas = {};
    // None of the schemas is the twin's: rows have only come beside those that were there.
    bool made_no_schema = false;
    // These columns hold masked values, "public.users.email". Absent: it is not known.
    std::optional<std::vector<std::string>> masked = {};
    bool raw = false;  // rows came by --no-masks
    std::vector<StampCase> cases = {};
    // The source declares these keys of the schemas; the list is empty where the target keeps its
    // own schema.
    std::vector<TableKeys> foreign_keys = {};
    // These are there where the config asks for rows by difference.
    std::optional<SchemaPrints> prints = {};
    // So many runs in a row have taken one transaction where the config asks for rows by
    // difference.
    std::uint64_t by_transaction = 0;
};

struct TargetState;

// Returns 128 random bits as hex.
[[nodiscard]] std::string make_run_id();

// Renders "public.orders.orders_user_id_fkey".
[[nodiscard]] std::string name_in_stamp(const QualifiedName& table, const std::string& constraint);

// Renders `subset {...}`, without a line end.
[[nodiscard]] std::string render_stamp(const Stamp& stamp);
// Renders the comment with its stamp replaced, or with the stamp added where there was none. A
// stamp of another source stays, where none of the schemas is in both.
[[nodiscard]] std::string render_comment(std::string_view comment, const Stamp& stamp);
// Which of the stamps that a comment holds is about a source, which fills these schemas: its own,
// or else one that is about one of the schemas. That one is put last, where all others look.
// Returns nothing where there is none.
[[nodiscard]] std::optional<std::string> put_stamp_last(std::string_view comment,
                                                        const TwinOrigin& source,
                                                        const std::vector<std::string>& schemas);
// The same for who has only the config: the stamp that a run of it wrote, or else one of a database
// of the source's name.
[[nodiscard]] std::optional<std::string> put_stamp_of_config_last(
    std::string_view comment, const std::string& config_hash, const std::string& source_database);
// The databases of which the stamps of a comment say that twins were made, the last stamp's last.
[[nodiscard]] std::vector<std::string> list_stamped_sources(std::string_view comment);
// Renders COMMENT ON DATABASE.
[[nodiscard]] std::string render_stamp_sql(const TargetState& state, const Stamp& stamp);
[[nodiscard]] std::string render_stamp_sql(const std::string& database, std::string_view comment,
                                           const Stamp& stamp);

// Adds rows of a table to those that the stamp counts.
void add_rows(Stamp& stamp, const std::string& table, std::uint64_t rows);

// Parses all that the last stamp of a comment says. Returns nothing where there is none, or
// somebody has changed it so that it is none.
[[nodiscard]] std::optional<Stamp> parse_whole_stamp(std::string_view comment);

// What the line of a stamp begins with, and the lines of a comment.
inline constexpr std::string_view stamp_line_start = "subset {";
[[nodiscard]] std::vector<std::string_view> split_comment(std::string_view comment);

// Parses the last stamp that a comment holds.
[[nodiscard]] std::optional<StampIdentity> parse_stamp(std::string_view comment);
// Returns the last stamp as it stands in the comment: JSON, unless somebody has changed it. Empty
// where there is none.
[[nodiscard]] std::string_view find_stamp(std::string_view comment);
// Parses which schemas the stamp says are the twin's. Returns nothing where it does not say so.
[[nodiscard]] std::optional<std::vector<std::string>> parse_stamped_schemas(
    std::string_view comment);
// Reads the stamp of the database as it is now. It shows which of the two ends a COMMIT in doubt
// had.
// Cost: one round trip.
[[nodiscard]] std::optional<StampIdentity> read_stamp(pg::CopyChannel& target);

}  // namespace subset
