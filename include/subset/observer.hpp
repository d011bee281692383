// observer.hpp
//
// An Observer hears what a run tells while it works. The program's console is one implementation;
// an embedding program may bring its own. Foundation: every stage may include this.
//
// Thread-safety: every member may be called from several of the engine's threads at once. None
// may throw or call the engine.
#pragma once

#include "subset/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace subset {

enum class Stage : std::uint8_t { connect, catalog, closure, schema, load, finish };
[[nodiscard]] std::string_view name_of(Stage stage) noexcept;

// Progress says how far a stage has come. `of_rows` is 0 while the total is not known.
struct Progress {
    Stage stage = Stage::connect;
    std::string_view table;        // "public.orders", or what the stage is doing
    std::uint64_t table_rows = 0;  // of that table so far
    std::uint64_t rows = 0;        // of the whole stage so far
    std::uint64_t of_rows = 0;
    std::uint64_t bytes = 0;
    // This is the number of the index, constraint, ..., from 1, and how many there are; both are 0
    // where the stage has no such items.
    std::uint64_t item = 0;
    std::uint64_t of_items = 0;
    // The target's server says this of the item: "building index: scanning table, 43 %", or, with
    // `waiting`, who holds the lock that it waits for.
    std::string_view server = {};
    bool waiting = false;
    // of_rows comes from the source's statistics, and may be wrong.
    bool about = false;
};

class Observer {
public:
    virtual ~Observer() = default;

    // Whether somebody follows the progress as it comes. In that case the engine makes a few more
    // queries to tell how much is left. The answer must be the same at any time.
    [[nodiscard]] virtual bool watched() const { return false; }
    virtual void stage_started(Stage stage) { (void)stage; }
    // Called some tens of times a second at most.
    virtual void progress(const Progress& progress) { (void)progress; }
    // Tells something that the user should know and that does not stop the run.
    virtual void warning(const Fault& fault) { (void)fault; }
    // Tells that something was left out, emptied, changed or taken by default. The text is one
    // line, in lower case, without a full stop. The report lists it too.
    virtual void note(std::string_view text) { (void)text; }
    // Tells something for --verbose about the way in which the work is done.
    virtual void detail(std::string_view text) { (void)text; }
    // Called for every statement as it is sent, without secrets. `connection` is "source 1",
    // "source 2", "target", ...
    virtual void sql(std::string_view connection, std::string_view statement) {
        (void)connection;
        (void)statement;
    }
};

}  // namespace subset
