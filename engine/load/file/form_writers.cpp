#include "load/file/form_writers.hpp"

#include "pg/quote.hpp"

#include <fmt/format.h>

#include <utility>

namespace subset {
namespace {

// A statement of more rows would be long to parse, and one of fewer slow to send.
constexpr std::uint64_t rows_in_a_statement = 500;
constexpr std::size_t bytes_in_a_statement = std::size_t{256} << 10;

// Renders the text between quotes, each of which is doubled in it.
std::string quote(std::string_view text, char mark) {
    std::string quoted{mark};
    for (const char each : text) {
        quoted += each;
        if (each == mark) {
            quoted += mark;
        }
    }
    return quoted += mark;
}

// The script sets standard_conforming_strings, so a backslash is itself. Line ends are escaped, as
// clients and editors may change them.
std::string quote_value(const std::string& text) {
    if (text.find_first_of("\r\n") == std::string::npos) {
        return quote(text, '\'');
    }
    std::string escaped;
    for (const char letter : text) {
        escaped += letter == '\n'   ? "\\n"
                   : letter == '\r' ? "\\r"
                   : letter == '\\' ? "\\\\"
                                    : std::string(1, letter);
    }
    return "E" + quote(escaped, '\'');
}

template <typename Render>
std::string join(const TextRow& row, std::string_view separator, std::string_view null,
                 const Render& render) {
    std::string text;
    for (const std::optional<std::string>& field : row) {
        text += &field == row.data() ? "" : separator;
        text += field ? render(*field) : std::string{null};
    }
    return text;
}

}  // namespace

std::string render_values(const TextRow& row) {
    return "(" + join(row, ", ", "NULL", quote_value) + ")";
}

std::string render_csv(const TextRow& row) {
    return join(row, ",", "", [](const std::string& text) { return quote(text, '"'); }) + "\n";
}

InsertWriter::InsertWriter(OutputFile& file, FormTable table, const Cancellation& cancellation)
    : file_{file},
      table_{std::move(table)},
      cancellation_{cancellation},
      lines_{table_.columns.size(), [this](const TextRow& row) { take(row); }} {}

void InsertWriter::begin(const std::string&) {}

void InsertWriter::put(std::string_view data) {
    cancellation_.check();
    lines_.put(data);
}

void InsertWriter::take(const TextRow& row) {
    if (table_.columns.empty()) {
        file_.write(fmt::format("INSERT INTO {} DEFAULT VALUES;\n", table_.name));
        return;
    }
    const std::string values = render_values(row);
    if (rows_ == 0) {
        file_.write(fmt::format("INSERT INTO {} ({}) VALUES\n", table_.name,
                                pg::quote_list(table_.columns)));
    } else {
        file_.write(",\n");
    }
    file_.write(values);
    bytes_ += values.size();
    if (++rows_ == rows_in_a_statement || bytes_ >= bytes_in_a_statement) {
        finish_statement();
    }
}

void InsertWriter::finish_statement() {
    if (rows_ > 0) {
        file_.write(";\n");
    }
    rows_ = 0;
    bytes_ = 0;
}

std::uint64_t InsertWriter::end(std::uint64_t sent) {
    finish_statement();
    file_.write("\n");
    return sent;
}

CsvWriter::CsvWriter(OutputFile& script, const std::filesystem::path& file, FormTable table,
                     const Cancellation& cancellation)
    : script_{script},
      file_{file, OutputFile::Readers::owner, {}, &cancellation},
      file_name_{file.filename().string()},
      table_{std::move(table)},
      cancellation_{cancellation},
      lines_{table_.columns.size(), [this](const TextRow& row) { file_.write(render_csv(row)); }} {}

void CsvWriter::begin(const std::string&) {
    // The table has these columns and no others. A \copy is one line, so it names none of them.
    script_.write(fmt::format("\\copy {} FROM {} WITH (FORMAT csv, HEADER)\n\n", table_.name,
                              quote(file_name_, '\'')));
    file_.write(render_csv({table_.columns.begin(), table_.columns.end()}));
}

void CsvWriter::put(std::string_view data) {
    cancellation_.check();
    lines_.put(data);
}

std::uint64_t CsvWriter::end(std::uint64_t sent) {
    file_.finish();
    return sent;
}

}  // namespace subset
