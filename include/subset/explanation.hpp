// explanation.hpp
//
// Why a row is in the twin, or is not; and what brought the rows of a table: what `subset why`
// answers. Found in a closure that is taken for it, from what its EdgeSink hears.
//
// Thread-safety: values and pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace subset {

// What is asked: one row, or where there is no key, a table.
struct Question {
    std::string table;             // as the config names tables: "orders", "billing.invoices"
    std::vector<std::string> key;  // the values of its primary key, in that key's order
};

// A row of a chain, and what brought it there.
struct ChainLink {
    std::string table;  // "public.orders"
    std::string row;    // "order_id = 4711", the primary key; where there is none, "ctid = (0,1)"
    // "root", "whole table", "up" (the row before references it), "down" (it references the row
    // before, which brings its children)
    std::string by;
    std::string reference;             // name; empty for the first of a chain
    std::vector<std::string> columns;  // of the referencing table
    std::vector<std::string> key;      // their values
    std::string rule;                  // for people: which entry of the config, and where
    bool chosen = false;
};

// The end of a search for what could have brought a row: nearest first.
struct MissingLink {
    ChainLink from;      // a row that is in the twin
    ChainLink to;        // the next one on the way to the row asked for: it is not
    std::string reason;  // why that step was not taken; starts in lower case, no full stop
    std::string hint;    // what in the config would have it taken
    // from `to` to the row that was asked for, both included
    std::vector<ChainLink> rest;
};

struct RowExplanation {
    std::string table;
    std::string row;
    bool exists = true;  // in the source
    bool in_twin = false;
    bool chosen = false;
    std::vector<ChainLink> chain;  // from a root to the row; empty where it is not in the twin
    std::optional<MissingLink> missing;  // where something near it is in the twin
};

struct Bringer {
    std::string by;         // as in ChainLink
    std::string reference;  // name, or of a root: "[[root]] 1"
    std::string other;      // the table at the other end, empty for roots
    std::string rule;
    std::uint64_t rows = 0;  // of the table, that it leads to
    std::uint64_t only = 0;  // of those, the ones that nothing else leads to
};

struct TableExplanation {
    std::string table;
    std::uint64_t rows = 0;
    std::uint64_t chosen = 0;
    std::vector<Bringer> bringers;  // most rows first
};

using Explanation = std::variant<RowExplanation, TableExplanation>;

[[nodiscard]] std::string render_explanation_text(const Explanation& explanation, int width = 80);
[[nodiscard]] std::string render_explanation_json(const Explanation& explanation);

}  // namespace subset
