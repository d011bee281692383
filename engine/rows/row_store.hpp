// row_store.hpp
//
// Keeps the rows of the closure between the source and the target. Each table has one run of bytes,
// and each row in it is as it came: a tuple of PostgreSQL's binary COPY format (manual, COPY,
// "Binary Format": a 16-bit field count, then for each field a 32-bit length, -1 for NULL, and the
// value).
//
// Memory: at most about `memory_bytes` in all; past it rows go to one temporary file in $TMPDIR
// that was unlinked when it was made, so that nobody else can open it and nothing is left behind.
//
// Thread-safety: append() by one thread; read() by several once nobody appends.
#pragma once

#include "rows/row_set.hpp"
#include "util/id_vector.hpp"
#include "util/identifier.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace subset {

class RowStore {
public:
    // Throws: nothing yet; the file is made when it is first needed.
    RowStore(std::size_t table_count, std::uint64_t memory_bytes);
    ~RowStore();
    RowStore(RowStore&&) noexcept;
    RowStore& operator=(RowStore&&) noexcept;
    RowStore(const RowStore&) = delete;
    RowStore& operator=(const RowStore&) = delete;

    // Adds one row's tuple to the table's run.
    //
    // Throws: disk, where the temporary file cannot grow; system.
    // Cost:   no round trip; a write to the file now and then once memory is used up.
    void append(TableId table, std::string_view tuple);
    // As append() above, but with the row's id in front, 8 bytes in this machine's order, for a
    // table whose rows may be patched. All rows of a table must be added in the same way. bytes()
    // does not count the ids.
    void append(TableId table, RowId id, std::string_view tuple);

    // How far each table's run has come.
    struct Mark {
        struct OfTable {
            std::uint64_t rows = 0;
            std::uint64_t bytes = 0;
            std::uint64_t stored = 0;  // with the ids in front of rows
        };
        IdVector<TableId, OfTable> tables;
    };
    [[nodiscard]] Mark mark() const;
    // Takes away all rows that were added since. Requires: nothing was released since.
    void roll_back(const Mark& mark);

    [[nodiscard]] std::uint64_t rows(TableId table) const;
    [[nodiscard]] std::uint64_t bytes(TableId table) const;
    [[nodiscard]] std::uint64_t total_bytes() const;
    [[nodiscard]] std::uint64_t spilled_bytes() const;

    // Calls `sink` with consecutive pieces of the table's run, in the order of appending. A piece
    // holds whole rows.
    //
    // Throws: system, where the file cannot be read; what `sink` throws.
    void read(TableId table, const std::function<void(std::string_view piece)>& sink) const;
    // Gives the memory of the table's run back. The run is empty afterwards.
    void release(TableId table);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace subset
