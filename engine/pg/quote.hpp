// quote.hpp
//
// Turns names and values into SQL. This is the one place that does: nothing else puts quotes around
// anything. Part of engine/pg.
//
// Thread-safety: pure functions.
#pragma once

#include "util/identifier.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace subset::pg {

// The name in double quotes, always: a keyword needs them, and other names do not mind.
[[nodiscard]] std::string quote_identifier(std::string_view name);
[[nodiscard]] std::string quote_name(const QualifiedName& name);
// The names as a list: "a", "b".
[[nodiscard]] std::string quote_list(std::span<const std::string> names);

// The value in single quotes, as E'' where it holds a backslash. Requires: no NUL byte, as in any
// PostgreSQL text.
[[nodiscard]] std::string quote_literal(std::string_view value);

// Builds the text form of a one-dimensional array, '{...}' (manual, "Array Input and Output
// Syntax"), element by element.
class ArrayLiteral {
public:
    void add(std::string_view element);
    void add_integer(std::int64_t element);
    [[nodiscard]] bool empty() const noexcept { return text_.size() == 1; }
    // The literal as SQL, without its cast.
    [[nodiscard]] std::string sql() const;

private:
    std::string text_ = "{";
};

}  // namespace subset::pg
