// table_items.hpp
//
// Takes columns, constraints and defaults out of the CREATE TABLE that pg_dump writes, where the
// twin cannot have them. Private to dump/.
//
// Thread-safety: pure functions.
#pragma once

#include "util/identifier.hpp"

#include <set>
#include <string>
#include <string_view>

namespace subset {

struct TableItems {
    QualifiedName table;
    std::set<std::string> columns;
    std::set<std::string> constraints;  // that CREATE TABLE holds, some of them perhaps
    std::set<std::string> defaults;     // of columns that stay, by their names

    [[nodiscard]] bool empty() const noexcept {
        return columns.empty() && constraints.empty() && defaults.empty();
    }
};

// The SQL of a TABLE entry without these, and without what ALTER TABLE says of such a column in it.
//
// Throws: server, where the text is not of the form that pg_dump gives it.
[[nodiscard]] std::string without_items(std::string_view sql, const TableItems& items);

// Whether a COMMENT entry of this name ("public COLUMN goods.price") is on one of them.
[[nodiscard]] bool is_comment_on_item(std::string_view name, const TableItems& items);

}  // namespace subset
