// quote.hpp
//
// The one place where names and values become SQL. Nothing else puts quotes around anything. Part
// of engine/pg.
//
// Thread-safety: pure functions.
#pragma once

#include "subset/identifier.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace subset::pg {

// "name", always quoted: a keyword needs it, and the others do not mind.
[[nodiscard]] std::string quote_identifier(std::string_view name);
[[nodiscard]] std::string quote_name(const QualifiedName& name);
// "a", "b".
[[nodiscard]] std::string quote_list(std::span<const std::string> names);

// 'value', with E'' where it holds a backslash. Requires: no NUL byte, as in any PostgreSQL text.
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
