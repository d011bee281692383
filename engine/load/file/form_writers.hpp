// form_writers.hpp
//
// Writers of rows in the forms that a script of rows alone may have, beside COPY blocks: INSERT
// statements, and a file of CSV for each table.
//
// Thread-safety: one thread.
#pragma once

#include "load/copy_writer.hpp"
#include "load/file/copy_lines.hpp"
#include "subset/cancellation.hpp"
#include "subset/output_file.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace subset {

// The table that the rows go into, as SQL, and its columns.
struct FormTable {
    std::string name;
    std::vector<std::string> columns;
};

// Renders a row as the values of an INSERT: ('it''s', NULL).
[[nodiscard]] std::string render_values(const TextRow& row);

// Renders a row as a line of CSV. What is not NULL is in quotes, as an empty field is NULL.
[[nodiscard]] std::string render_csv(const TextRow& row);

// Writes INSERT statements of many rows each. They are plain SQL, which any client runs.
class InsertWriter final : public CopyWriter {
public:
    // All must outlive this.
    InsertWriter(OutputFile& file, FormTable table, const Cancellation& cancellation);
    void begin(const std::string& copy_statement) override;
    void put(std::string_view data) override;
    std::uint64_t end(std::uint64_t sent) override;

private:
    void take(const TextRow& row);
    void finish_statement();

    OutputFile& file_;
    FormTable table_;
    const Cancellation& cancellation_;
    CopyLines lines_;
    std::uint64_t rows_ = 0;  // of the statement that is being written
    std::size_t bytes_ = 0;
};

// Writes a file of CSV with a line of names, and into the script a \copy of it for psql.
class CsvWriter final : public CopyWriter {
public:
    // `script` and `cancellation` must outlive this.
    // Throws: system.
    CsvWriter(OutputFile& script, const std::filesystem::path& file, FormTable table,
              const Cancellation& cancellation);
    void begin(const std::string& copy_statement) override;
    void put(std::string_view data) override;
    std::uint64_t end(std::uint64_t sent) override;

private:
    OutputFile& script_;
    OutputFile file_;
    std::string file_name_;
    FormTable table_;
    const Cancellation& cancellation_;
    CopyLines lines_;
};

}  // namespace subset
