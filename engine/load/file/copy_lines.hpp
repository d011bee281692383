// copy_lines.hpp
//
// Takes rows in COPY's text format apart (manual, COPY), however they come in pieces.
//
// Thread-safety: one thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace subset {

using TextRow = std::vector<std::optional<std::string>>;  // a field without a value is NULL

// Returns what a letter behind a backslash stands for.
[[nodiscard]] char unescape_copied(char letter);

// Parses one line, without its line end. A row of a table that has no columns has no field.
[[nodiscard]] TextRow parse_copy_line(std::string_view line, std::size_t fields);

class CopyLines {
public:
    CopyLines(std::size_t fields, std::function<void(const TextRow&)> take)
        : fields_{fields}, take_{std::move(take)} {}

    // Takes whole lines, or pieces of them.
    void put(std::string_view data);

private:
    std::size_t fields_;
    std::function<void(const TextRow&)> take_;
    std::string rest_;  // the beginning of a line whose end has not come
};

}  // namespace subset
