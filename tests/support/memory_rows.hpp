// memory_rows.hpp
//
// MemoryRows holds tables of rows in memory, and knows how references join them. Values are text;
// the types numeric and citext compare by value (2.50 = 2.5, A = a), as on the server. Conditions
// (`when` of a written reference, `where` of a [[child]]) have one form: "c.column = 'value'", with
// p for the parent row.
#pragma once

#include "plan/plan.hpp"
#include "rows/row_set.hpp"
#include "support/catalog_builder.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace subset::testing_support {

using Value = std::optional<std::string>;
using Texts = std::vector<std::string>;

struct MemoryRow {
    RowId id{};
    std::vector<Value> values;  // by column
};

// Returns the value that stands for all values equal to this one.
inline std::string canonical(const Column& column, std::string text) {
    if (column.base_type == "numeric" && text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        text.erase(text.find_last_not_of('.') + 1);
    } else if (column.base_type == "citext") {
        std::transform(text.begin(), text.end(), text.begin(), [](unsigned char character) {
            return static_cast<char>(std::tolower(character));
        });
    }
    return text;
}

inline std::string wire_integer(std::uint64_t number) {
    std::string bytes;
    for (int shift = 56; shift >= 0; shift -= 8) {
        bytes += static_cast<char>(number >> shift & 0xff);
    }
    return bytes;
}

// Renders a value as it travels: 8 bytes big-endian, or its text.
inline std::string wire_form(const Column& column, const std::string& text) {
    return column.key_kind == KeyKind::integer
               ? wire_integer(static_cast<std::uint64_t>(std::stoll(text)))
               : text;
}

// Every row has this tuple, where it is asked for: one field of one byte.
inline constexpr std::string_view memory_tuple{"\0\1\0\0\0\1x", 7};

class MemoryRows {
public:
    explicit MemoryRows(const Catalog& catalog) : catalog_{catalog}, rows_(catalog.tables.size()) {}

    RowId add(const std::string& table, std::vector<Value> values, std::uint16_t leaf) {
        std::vector<MemoryRow>& rows = rows_[table_id(catalog_, table)];
        const RowId id = make_row_id(leaf, static_cast<std::uint32_t>(rows.size()), 1);
        rows.push_back({id, std::move(values)});
        return id;
    }
    [[nodiscard]] const std::vector<MemoryRow>& of(TableId table) const { return rows_[table]; }

    // Whether the condition holds for a row that is called c or p. It does not hold for NULL.
    [[nodiscard]] bool holds(const std::string& condition, TableId table,
                             const MemoryRow& row) const {
        if (condition.empty()) {
            return true;
        }
        const auto equals = condition.find(" = '");
        if (equals == std::string::npos || !condition.ends_with('\'')) {
            throw std::logic_error("not a condition for rows in memory: " + condition);
        }
        const auto column = catalog_.table(table).column_named(condition.substr(2, equals - 2));
        const std::size_t begin = equals + 4;
        return row.values[column.value()] == condition.substr(begin, condition.size() - begin - 1);
    }

    // Returns the canonical texts of some columns, or nothing where one is NULL, or where the row
    // is in a leaf that the relation does not cover.
    [[nodiscard]] std::optional<Texts> key_of(const Relation& relation, const ColumnList& columns,
                                              const MemoryRow& row) const {
        Texts texts;
        for (const std::uint16_t column : columns) {
            if (!row.values[column] || !relation.covers(leaf_of(row.id))) {
                return std::nullopt;
            }
            texts.push_back(
                canonical(catalog_.table(relation.table).columns[column], *row.values[column]));
        }
        return texts;
    }
    [[nodiscard]] std::optional<Texts> child_key(const Reference& reference,
                                                 const MemoryRow& row) const {
        return holds(reference.when, reference.child.table, row)
                   ? key_of(reference.child, reference.child_columns, row)
                   : std::nullopt;
    }
    [[nodiscard]] std::optional<Texts> parent_key(const Reference& reference,
                                                  const MemoryRow& row) const {
        return key_of(reference.parent, reference.parent_columns, row);
    }

    // Returns the child rows that a rule selects for one parent row. Of the rows that `where`
    // leaves, these are the ones that were added first.
    [[nodiscard]] std::vector<const MemoryRow*> children_of(const Reference& reference,
                                                            const ReferencePlan& rule,
                                                            const MemoryRow& parent) const {
        std::vector<const MemoryRow*> children;
        const auto key = parent_key(reference, parent);
        const bool of_parent = rule.where.starts_with("p.");
        if (of_parent && !holds(rule.where, reference.parent.table, parent)) {
            return children;
        }
        for (const MemoryRow& row : of(reference.child.table)) {
            const bool full = rule.limit && children.size() >= *rule.limit;
            if (!full && key && child_key(reference, row) == key &&
                (of_parent || holds(rule.where, reference.child.table, row))) {
                children.push_back(&row);
            }
        }
        return children;
    }

private:
    const Catalog& catalog_;
    IdVector<TableId, std::vector<MemoryRow>> rows_;
};

}  // namespace subset::testing_support
