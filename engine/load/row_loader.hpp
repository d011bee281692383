// row_loader.hpp
//
// The rows of all tables, whichever executor carries out the script: from the row store or the
// source's snapshot, with progress, limits and the moment at which the source is let go.
//
// Thread-safety: load() and tell() from several threads, with different tables; at once not more
// tables that stream than there are readers.
#pragma once

#include "closure/closure.hpp"
#include "load/copy_writer.hpp"
#include "load/load.hpp"
#include "load/prove_masks.hpp"
#include "load/table_copy.hpp"
#include "plan/plan.hpp"
#include "rows/row_store.hpp"
#include "script/target_script.hpp"
#include "subset/observer.hpp"
#include "util/id_vector.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>

namespace subset {

// What is loaded, and what the rows come from.
struct LoadSource {
    const Plan& plan;
    const Closure& closure;
    const Limits& limits;
    RowStore& store;
    // of the source's snapshot; needed while whole tables are left to stream, one for each that
    // streams at a time
    std::span<pg::CopyChannel> readers;
    std::function<void()> done;  // called when nothing further is read from the source
    // brings the rows that another database, the old twin, keeps; only where it is not the one that
    // is loaded
    std::function<void(const BringKept& work, pg::CopyChannel& into)> bring_kept = {};
};

class RowLoader {
public:
    // All must outlive this. Lets the source go at once where no table streams.
    RowLoader(const TargetScript& script, const LoadSource& source, Observer& observer);

    // Throws: what either server says; not_whole; limit.
    void load(const CopyIn& copy, const TargetStep& step, CopyWriter& writer);
    // All of these, as one COPY.
    // Throws: as load(); not_whole, where the server counted other rows than were sent.
    void load(const CopyStaged& copy, const TargetStep& step, CopyWriter& writer);
    // Throws: what either database says; lock, where somebody stays in the old twin.
    void bring(const BringKept& work, pg::CopyChannel& into) const {
        source_.bring_kept(work, into);
    }
    // What was written of a table by difference, for the result.
    void wrote(TableId table, RowsWritten rows);
    // Asks the source's snapshot a query of the engine's own about rows that stream.
    //
    // Requires: a reader is free. Throws: what the source says; the snapshot stands all the same.
    // Cost:     three round trips.
    [[nodiscard]] pg::Rows ask_source(const std::string& sql);
    [[nodiscard]] std::string source_encoding() const;
    // What was found out of a table's parts, for the result. Where none differs, nothing of the
    // table is read any more; otherwise load() follows.
    // Throws: not_whole, where the source has other rows than it had.
    void compared(TableId table, const PartsCompared& parts);
    // That a table is read whole, and why.
    void reads_whole(TableId table, const std::string& reason);
    // What the target had of a table's rows, for the result.
    void found(TableId table, RowsThere rows);
    // Of the tables whose rows the target was asked about, how many it did not have.
    [[nodiscard]] std::map<TableId, std::uint64_t> count_new();
    // What load() threw for this table, with its place in the config; nothing where it is not of
    // the config's SQL in the source. Cost: see find_user_fault().
    [[nodiscard]] std::optional<Error> find_fault(const CopyIn& copy,
                                                  const pg::StatementError& error);
    // Tells that a step begins, or an entry of its section.
    // `items`: how many of the stage it is.
    void tell(Stage stage, const std::string& title, std::uint64_t items = 1);
    // From here on the rows that are written are looked at: of a script nothing can be read again.
    void watch_written(const TargetScript& script);
    // Throws: not_whole, where rows that were written hold raw values.
    void prove_written(const CheckMasks& check) const;
    // Tells what the server says of what was told last.
    void tell_server(const std::string& server, bool waiting);
    // How long nothing has been told but by the server.
    [[nodiscard]] std::chrono::steady_clock::duration silent_for();

    [[nodiscard]] IdVector<TableId, TableLoad> take_tables() { return std::move(tables_); }

private:
    // What one table has come to so far; what it had before is in the sums already.
    void add(const TargetStep& step, const TableLoad& before, std::uint64_t rows,
             std::uint64_t bytes, bool limited);
    void check_byte_limit() const;
    // Notes that the table's rows have come, and lets the source go when it was the last one that
    // streams.
    void finish(TableId table, const TableLoad& load);
    // Notes what is told, so that the server's words can be told of it. The mutex is held by
    // whoever calls it.
    void remember(const Progress& progress);
    TableLoad stream(const CopyIn& copy, CopyWriter& writer, const RowsDone& done);
    // What looks at the table's rows; nothing where nobody does.
    [[nodiscard]] TupleWatch watch_of(TableId table);

    const LoadSource& source_;
    Observer& observer_;
    std::mutex mutex_;  // for what follows
    IdVector<TableId, TableLoad> tables_;
    std::map<TableId, MaskProof> written_;  // of the tables that have masks, where it is asked for
    std::vector<pg::CopyChannel*> free_readers_;
    std::map<TableId, pg::CopyChannel*> readers_at_work_;  // and those whose table has failed
    std::uint64_t rows_ = 0;
    std::uint64_t of_rows_ = 0;
    std::uint64_t bytes_ = 0;
    std::size_t streams_left_ = 0;
    Progress told_;  // its table is told_title_
    std::string told_title_;
    std::chrono::steady_clock::time_point told_at_ = std::chrono::steady_clock::now();
    std::map<Stage, std::uint64_t> items_;
    std::map<Stage, std::uint64_t> of_items_;
};

}  // namespace subset
