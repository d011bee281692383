// staging_writer.hpp
//
// Makes one COPY of the rows of several tables: each line has the number of a table, and a row of
// it as the text of a composite value (manual, Composite Types). Private to load/.
//
// Thread-safety: one thread.
#pragma once

#include "load/copy_writer.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace subset {

// A line of COPY's text format as a composite value, again with COPY's escapes: "7\tA \"B\"" is
// (7,"A ""B""").
void append_composite(std::string_view line, std::string& text);

class StagingWriter final : public CopyWriter {
public:
    // The COPY is begun and ended by whoever has the writer.
    explicit StagingWriter(CopyWriter& writer) : writer_{writer} {}

    // The rows that follow are of this table.
    void next_table(std::uint32_t number, bool has_columns) {
        number_ = std::to_string(number);
        has_columns_ = has_columns;
    }
    [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }

    void begin(const std::string&) override {}
    // Requires: whole lines of COPY's text format.
    void put(std::string_view lines) override;
    std::uint64_t end(std::uint64_t sent) override {
        rows_ += sent;
        return sent;
    }

private:
    CopyWriter& writer_;
    std::string number_;
    bool has_columns_ = true;  // an empty line is one empty text, or no column at all
    std::uint64_t rows_ = 0;
};

}  // namespace subset
