#include "load/difference/comparing_writer.hpp"

#include "pg/copy_rows.hpp"

namespace subset {

void ComparingWriter::put(std::string_view data) {
    if (text_ || (data != binary_copy_header() && data != binary_copy_trailer())) {
        take_rows(data);
    }
}

void ComparingWriter::take_rows(std::string_view rows) {
    while (!rows.empty()) {
        const std::size_t length = text_ ? rows.find('\n') + 1 : tuple_length(rows);
        const std::string_view row = rows.substr(0, length);
        sink_(row, hasher_.hash(row));
        rows.remove_prefix(length);
    }
}

}  // namespace subset
