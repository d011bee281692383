// target_script.hpp
//
// What will be done to the target, step by step, as a value. The sixth stage: closure -> *target
// script* -> load. Making it changes nothing; one of the executors of the load carries it out, and
// owns the transaction.
//
// Thread-safety: values.
#pragma once

#include "subset/catalog.hpp"
#include "subset/error.hpp"
#include "subset/observer.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace subset {

enum class StepId : std::uint32_t {};

// SQL of our own; several statements, whose results nobody wants.
struct RunSql {
    std::string sql;
};

// A query whose rows are SQL statements, which are then run in their order, as psql's \gexec does:
// for what must be decided inside the transaction. Two round trips.
struct RunGenerated {
    std::string query;
};

// Statements of the schema dump, each with the name that it has in pg_dump's table of contents, so
// that a failure can say which. Sent in one round trip.
struct RunSection {
    struct Entry {
        std::string name;  // "TABLE public.users"
        std::string sql;
    };
    std::vector<Entry> entries;
};

// The user's script. It runs so that it cannot end the transaction.
struct RunUserScript {
    std::string sql;
    Place place;
};

// The rows of one table, from the row store, or from the source where the table is streamable.
struct CopyIn {
    TableId table{};
    // The transaction has made or emptied the table, so nobody can have seen it without its rows,
    // and it is one heap (manual, COPY, FREEZE).
    bool freeze = false;
};

// A query that returns a line of text for each thing that is not as it must be; none: proven.
struct Check {
    std::string query;
    std::string hint;
};

struct TargetStep {
    StepId id{};  // its position
    Stage stage = Stage::load;
    std::string title;  // for people: "indexes and constraints", "public.users"
    std::variant<RunSql, RunGenerated, RunSection, RunUserScript, CopyIn, Check> work;
    std::vector<StepId> waits_for;  // all before it
};

struct TargetScript {
    std::vector<TargetStep> steps;  // in an order in which they can be done one by one
    std::vector<Fault> warnings;    // what had to be left out, and why
};

}  // namespace subset
