// note_keeper.hpp
//
// An observer that passes everything on and keeps what was told of a run: each warning's message
// and each note. The report lists them, so that a nightly run whose output nobody read still says
// what it left out. Foundation.
//
// Thread-safety: any thread.
#pragma once

#include "subset/observer.hpp"

#include <mutex>
#include <string>
#include <vector>

namespace subset {

class NoteKeeper final : public Observer {
public:
    // `observer` must outlive this.
    explicit NoteKeeper(Observer& observer) : observer_{observer} {}

    [[nodiscard]] bool watched() const override { return observer_.watched(); }
    void stage_started(Stage stage) override { observer_.stage_started(stage); }
    void progress(const Progress& progress) override { observer_.progress(progress); }
    void warning(const Fault& fault) override {
        keep(fault.message);
        observer_.warning(fault);
    }
    void note(std::string_view text) override {
        keep(text);
        observer_.note(text);
    }
    void detail(std::string_view text) override { observer_.detail(text); }
    void sql(std::string_view connection, std::string_view statement) override {
        observer_.sql(connection, statement);
    }

    // Returns the warnings and notes in the order in which they were told.
    [[nodiscard]] std::vector<std::string> notes() const {
        const std::lock_guard lock{mutex_};
        return notes_;
    }

private:
    void keep(std::string_view text) {
        const std::lock_guard lock{mutex_};
        notes_.emplace_back(text);
    }

    Observer& observer_;
    mutable std::mutex mutex_;
    std::vector<std::string> notes_;
};

}  // namespace subset
