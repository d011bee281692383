// subset.hpp: START HERE
//
// This is the library's face, with a function for each command of the program. A program that
// embeds the library reads a config, brings an Observer (what happens) and a Cancellation (how to
// stop it), and gets a Report.
//
//     const subset::Config config = subset::read_config("twin.toml");
//     subset::Observer silent;
//     subset::Cancellation cancellation;
//     const subset::Report report = subset::run(config, silent, cancellation);
//
// Thread-safety: several runs may go on side by side in one process, each with its own observer and
// cancellation.
#pragma once

#include "subset/cancellation.hpp"
#include "subset/config.hpp"
#include "subset/error.hpp"
#include "subset/explanation.hpp"
#include "subset/observer.hpp"
#include "subset/report.hpp"
#include "subset/verification.hpp"
#include "subset/version.hpp"

namespace subset {

// Replaces the target by the closure of the config's roots in the source, and proves it before
// COMMIT. On any exception the target is as it was. Where a connection is lost during COMMIT, the
// engine finds out what happened, and the report or the error says which of the two it was.
//
// Throws: Error of any kind but usage.
// Cost:   source: one snapshot, a fixed number of catalog queries, about one COPY for each
//         reference followed; pg_dump. target: one transaction that drops, creates and loads
//         everything.
[[nodiscard]] Report run(const Config& config, Observer& observer, Cancellation& cancellation);

// These are the rows that `take` adds, and how.
struct TakeRequest {
    TableName table;
    // Each is one row's primary key, by its values in the key's order. Where there is none, the
    // rows are those of `where`, `order_by` and `limit`.
    std::vector<std::vector<std::string>> keys = {};
    std::optional<Text> where = {};
    std::optional<Text> order_by = {};
    std::optional<std::uint64_t> limit = {};
    bool children = true;    // the rows bring their children
    bool update = false;     // rows that are there and differ get the source's columns
    bool only_plan = false;  // it is only told what would come
    bool masked = true;      // without a config: the masks that init() would propose hold
    // The rows go into this script instead of a target, for a database that has the schema; "-" is
    // standard output, and with DataForm::csv it is a folder.
    std::optional<std::string> file = {};
    DataForm form = DataForm::copy;
};

// Adds the closure of the rows that the request names to the target, beside what is there, by the
// config's other rules and masks. A target without tables gets the schema first.
//
// Throws: as run; system, where no row has one of the keys; refused, where the target is neither a
//         twin nor empty nor named by `force`, or holds masked what would come raw.
// Cost:   as run, without pg_dump where the schema is there; about twenty round trips on the target.
[[nodiscard]] Report take(const Config& config, const TakeRequest& request, Observer& observer,
                          Cancellation& cancellation);

// This is a case that the stamp of a target names.
struct TakenCase {
    std::string table;  // "public.orders"
    std::vector<std::string> key;
    bool children = true;
    std::string source;  // the database that it came from
    std::string text;    // "orders 4711", as `take` is told it
};

// Lists the cases that `take` has added to the target.
//
// Throws: refused, where the target is no twin; connection; interrupted.
// Cost:   a connection and five round trips.
[[nodiscard]] std::vector<TakenCase> list_cases(const Config& config, Observer& observer,
                                                Cancellation& cancellation);

// Takes a case out of the stamp, so that no refresh brings it again. Its rows stay.
//
// Throws: as list_cases(); system, where the stamp names no such case.
// Cost:   a connection and seven round trips.
void forget_case(const Config& config, const Question& which, Observer& observer,
                 Cancellation& cancellation);

// Reports what `run` would copy, the rows exactly and the bytes about. It writes nothing and needs
// no target.
//
// Throws: as run, without what concerns the target.
// Cost:   as run on the source, without the columns and without pg_dump.
[[nodiscard]] Report plan(const Config& config, Observer& observer, Cancellation& cancellation);

// Reports as plan does, with Report::privacy: what becomes of each column, and what no mask covers.
//
// Throws: as plan.
// Cost:   as plan, pg_dump of the schema, and a few masked rows of each table that has masks.
[[nodiscard]] Report audit(const Config& config, Observer& observer, Cancellation& cancellation);

// Reports about what would come. It uses the source's statistics and reads no row.
//
// Throws: as plan, without what only rows show.
// Cost:   the catalog queries, one more for statistics and one for each root.
[[nodiscard]] Report estimate(const Config& config, Observer& observer, Cancellation& cancellation);

// Reports the tables and references that the config reaches, without counts, which is enough for
// the graph.
//
// Throws: as plan, without what only rows show.
// Cost:   the catalog queries.
[[nodiscard]] Report survey(const Config& config, Observer& observer, Cancellation& cancellation);

// Explains why a row is in the twin or is not, or what brought a table's rows. It takes a closure
// for that now.
//
// Throws: as plan; usage, where the question names no table, or its key is none of the table's
//         primary key.
// Cost:   as plan, and some tens of bytes of memory for each row and reference of the closure; a
//         round trip for each table of the answer, and for a row that is not in the twin one for
//         each reference around it.
[[nodiscard]] Explanation why(const Config& config, const Question& question, Observer& observer,
                              Cancellation& cancellation);

// Finds out whether every reference holds in the target, declared ones and those of the config, and
// what has changed since its stamp. It reads the target alone, in one snapshot.
//
// Throws: connection, privilege, config; not for references that do not hold: see
//         Verification::whole().
// Cost:   on the target: one snapshot, the catalog queries, an anti-join for each reference and a
//         count of each table.
[[nodiscard]] Verification verify(const Config& config, Observer& observer,
                                  Cancellation& cancellation);

// This is a server's sample: a shop that may stand for production, and an empty database beside it.
struct SampleShop {
    std::string source_url;  // with the secrets of the url that was given
    std::string target_url;
    std::string source_shown;  // without them
    std::string target_shown;
};

// Makes the databases subset_try_shop and subset_try_twin on a server, to try the program on. Where
// they are there from an earlier call, which their comment says, they are made anew.
//
// Throws: refused, where one of these names is taken by a database that this has not made;
//         privilege, where the role may create no database; connection; interrupted.
// Cost:   two databases of 8 MB.
[[nodiscard]] SampleShop make_sample_shop(const std::string& server_url, Observer& observer,
                                          Cancellation& cancellation);

// Makes a commented config that runs as it stands, from what the source holds. It uses only
// [source] of `config`.
//
// Throws: as plan; config, where the source has no table.
// Cost:   the catalog queries, and a few for statistics and samples.
[[nodiscard]] std::string init(const Config& config, Observer& observer,
                               Cancellation& cancellation);

}  // namespace subset
