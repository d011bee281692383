// explanation.hpp
//
// An Explanation is the answer of `subset why`: why a row is in the twin, or is not, or what
// brought the rows of a table. It is found in a closure that is taken for the question, from what
// its EdgeSink hears.
//
// Thread-safety: values and pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace subset {

// The question is about one row, or about a table where there is no key.
struct Question {
    std::string table;             // as the config names tables: "orders", "billing.invoices"
    std::vector<std::string> key;  // the values of its primary key, in that key's order
};

// This is a row of a chain, and what brought it there.
struct ChainLink {
    std::string table;  // "public.orders"
    std::string row;    // "order_id = 4711"; without a primary key "ctid = (0,1)"
    std::vector<std::string> primary_key;  // the values; empty: there is none
    // This is how the row came: "root", "whole table", "up" (the row before references it), or
    // "down" (it references the row before, which brings its children). It is empty where only the
    // row itself is meant.
    std::string by;
    std::string reference;             // name; empty for the first of a chain
    std::vector<std::string> columns;  // of the referencing table
    std::vector<std::string> key;      // their values
    std::string rule;                  // for people: which entry of the config, and where
    bool chosen = false;
};

// This was missing for a row to come: the step next to the twin that was not taken.
struct MissingLink {
    ChainLink from;      // a row that is in the twin
    ChainLink to;        // the next row on the way to the row asked for; it is not in the twin
    std::string reason;  // why that step was not taken; starts in lower case, no full stop
    std::string hint;    // which change of the config would take it
    // These lead from `to` to the row that was asked for; both are included.
    std::vector<ChainLink> rest;
};

struct RowExplanation {
    std::string table;
    std::string row;
    std::vector<std::string> primary_key;
    bool exists = true;  // in the source
    bool in_twin = false;
    bool chosen = false;
    // These are the links from a root to the row; there is none where the row is not in the twin.
    // For a chosen row this is the shortest chain by which it is chosen; it may be required by a
    // shorter one.
    std::vector<ChainLink> chain;
    std::optional<MissingLink> missing;  // where something near the row is in the twin
    // `reason` says why the row is not in the twin where there is no such link (it starts in lower
    // case and has no full stop); `hint` says in sentences what could be done.
    std::string reason;
    std::string hint;
    // These lines are about a row that is not in the twin. For each root of its table they say why
    // the root does not name the row. They say the same for the nearest rows that would bring the
    // row as one of their children if they were named. None has a full stop.
    std::vector<std::string> roots;
};

struct Bringer {
    std::string by;         // as in ChainLink
    std::string reference;  // its name; for a root "[[root]] 1"
    std::string other;      // the table at the other end, empty for roots
    std::string rule;
    // It leads to so many rows of the table; rows that another bringer had brought before count
    // too. A row that references itself does not lead to itself.
    std::uint64_t rows = 0;
    std::uint64_t only = 0;  // of these, the rows that nothing else leads to
};

struct TableExplanation {
    std::string table;
    std::uint64_t rows = 0;
    std::uint64_t chosen = 0;
    std::vector<Bringer> bringers;  // most rows first, then by name
    std::string reason;  // why the table has no row, where the config says so; no full stop
};

using Explanation = std::variant<RowExplanation, TableExplanation>;

[[nodiscard]] std::string render_explanation_text(const Explanation& explanation, int width = 80);
[[nodiscard]] std::string render_explanation_json(const Explanation& explanation);

}  // namespace subset
