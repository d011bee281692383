// config_text.hpp
//
// These are the strings of the config, each with its place: plain ones, names of tables, and names
// of columns.
//
// Thread-safety: values.
#pragma once

#include "subset/error.hpp"
#include "subset/qualified_name.hpp"

#include <string>
#include <utility>

namespace subset {

// This is a string of the config, in which each `${NAME}` is replaced already, with the place of
// its value.
struct Text {
    std::string value;
    Place place = {};
};

// This is a table that the config names: `value` as it stands there, `name` what that means. Where
// a key takes a glob, the schema and the name of it are matched each by itself.
struct TableName : Text {
    TableName() = default;
    // Not explicit: a table is named where a text would stand.
    TableName(std::string text, Place at = {})
        : Text{std::move(text), std::move(at)}, name{parse_qualified_name(value)} {}
    TableName(const char* text) : TableName{std::string{text}} {}
    TableName(Text text) : TableName{std::move(text.value), std::move(text.place)} {}

    QualifiedName name;
};

// This is a column that an entry of `keep` names: "orders.status", whose table and column may be
// globs. Where the entry has no dot, which is told as a fault of the file, both are empty.
struct ColumnPattern : Text {
    ColumnPattern() = default;
    // Not explicit: a column is named where a text would stand.
    ColumnPattern(Text text) : Text{std::move(text)} {
        if (const auto dot = value.rfind('.'); dot != std::string::npos) {
            table = {value.substr(0, dot), place};
            column = value.substr(dot + 1);
        }
    }

    TableName table;
    std::string column;
};

}  // namespace subset
