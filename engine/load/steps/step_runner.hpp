// step_runner.hpp
//
// One step of a target script on one connection, and what to say where it fails. The executors
// decide which transaction it is in.
//
// Thread-safety: one thread each; several may share a RowLoader.
#pragma once

#include "load/copy_writer.hpp"
#include "load/row_loader.hpp"
#include "plan/plan.hpp"
#include "script/target_script.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace subset {

enum class Commits : std::uint8_t {
    at_end,         // all steps are in one transaction, which the executor has begun
    piece_by_piece  // each step is one transaction or several, so that none holds many locks
};

class StepRunner {
public:
    // All must outlive this.
    StepRunner(const Plan& plan, const TargetScript& script, pg::CopyChannel& target,
               RowLoader& rows, Observer& observer, Commits commits)
        : plan_{plan},
          script_{script},
          target_{target},
          rows_{rows},
          observer_{observer},
          writer_{target},
          commits_{commits} {}

    // Throws: what the server says, with the step that it concerns; lock, naming who holds it;
    //         not_whole; user_sql; limit; interrupted.
    // Cost:   a round trip for each step, two for each table and the rows; piece by piece one more
    //         for each table, and one for each 200 entries of a section or 1 of what is generated;
    //         in the last stage one for each 1 to 8 entries of a section, where the script is not
    //         quick.
    void run(const TargetStep& step);
    // Runs the first of these steps, and where the script is quick, all after it that can be sent
    // with it; `before` is SQL that is sent before them. Returns how many steps that were.
    //
    // Throws: as run().
    // Cost:   one round trip where several steps are sent; else as run(), and one for `before`.
    std::size_t run_together(std::span<const TargetStep> steps, const std::string& before);

private:
    void run(const RunSql& work, const TargetStep& step);
    void run(const RunGenerated& work, const TargetStep& step);
    void run(const RunSection& work, const TargetStep& step);
    void run(const RunUserScript& work, const TargetStep& step);
    void run(const Tell& work, const TargetStep& step);
    void run(const CopyIn& work, const TargetStep& step);
    void run(const CopyBeside& work, const TargetStep& step);
    void run(const CopyStaged& work, const TargetStep& step);
    void run(const CompareRows& work, const TargetStep& step);
    void run(const BringKept& work, const TargetStep& step);
    void run(const WriteStamp& work, const TargetStep& step);
    void run(const WriteDifference& work, const TargetStep& step);
    void run(const Check& work, const TargetStep& step);
    void run(const CheckMasks& work, const TargetStep& step);
    // The first entry, and these; then the script's settings again. One round trip.
    void run_entries(const RunSection& work, std::size_t begin, std::size_t end,
                     const TargetStep& step);
    // What a server objected to: SQL of the config with its place, all else as below.
    [[noreturn]] void explain(const pg::StatementError& error, const TargetStep& step);
    // What the server objected to, with the step's name; a lock with who holds it.
    [[noreturn]] void explain(const pg::StatementError& error, const std::string& what);
    [[nodiscard]] std::string hint_for(const pg::StatementError& error) const;

    const Plan& plan_;
    const TargetScript& script_;
    pg::CopyChannel& target_;
    RowLoader& rows_;
    Observer& observer_;
    ChannelCopyWriter writer_;
    Commits commits_;
};

}  // namespace subset
