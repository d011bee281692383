// table_copy.hpp
//
// One table's rows into the target, whatever they come from and in whichever format the target
// takes them.
//
// Thread-safety: one thread.
#pragma once

#include "closure/closure.hpp"
#include "load/copy_writer.hpp"
#include "load/load.hpp"
#include "plan/plan.hpp"
#include "rows/row_store.hpp"
#include "script/target_script.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

// One tuple of the row store, all of whose fields are text, as a line of COPY's text format
// (manual, COPY).
void append_text_line(std::string_view tuple, std::string& lines);

// The tuple with the fields at these places NULL. The one place where rows are changed on their
// way.
[[nodiscard]] std::string null_fields(std::string_view tuple,
                                      const std::vector<std::uint16_t>& places);

// COPY ... FROM STDIN for the table's output columns.
[[nodiscard]] std::string render_copy_in(const Plan& plan, const CopyIn& copy);

using RowsDone = std::function<void(std::uint64_t rows, std::uint64_t bytes)>;
using TupleWatch = std::function<void(std::string_view tuple)>;

// Who is told of the rows on their way.
struct RowListeners {
    RowsDone done;          // how far it is, now and then
    TupleWatch watch = {};  // each row, where they go in COPY's text format; may be absent
};

// From the row store, as the closure patches them.
//
// Throws: what the server says; not_whole, where the server counted other rows than were stored.
// Cost:   the writer's, and the rows.
TableLoad load_stored_rows(const Plan& plan, const Closure& closure, const CopyIn& copy,
                           const RowStore& store, CopyWriter& target,
                           const RowListeners& listeners);

// From the source's snapshot, without the row store.
//
// Requires: the reader is in the snapshot's transaction.
// Cost:     two round trips on the source, the writer's, and the rows.
TableLoad load_streamed_rows(const Plan& plan, const CopyIn& copy, pg::CopyChannel& reader,
                             CopyWriter& target, const RowListeners& listeners);

}  // namespace subset
