// script_maker.hpp
//
// Puts the steps of a target script one after the other, and the parts that scripts of several
// kinds have in common. Private to script/.
//
// Thread-safety: one thread.
#pragma once

#include "closure/closure.hpp"
#include "plan/plan.hpp"
#include "script/target_script.hpp"

#include <string>
#include <utility>
#include <vector>

namespace subset {

class ScriptMaker {
public:
    explicit ScriptMaker(std::string settings) { script_.settings = std::move(settings); }

    // A step that waits for all before it. Those that follow wait for it.
    template <typename Work>
    void then(Stage stage, std::string title, Work work) {
        wait_for_all();
        last_ = {add(stage, std::move(title), std::move(work), std::move(last_))};
    }
    // A step that waits for the last of then(), and for these. Those that follow do not wait for
    // it, up to the next of then().
    template <typename Work>
    StepId beside(Stage stage, std::string title, Work work, std::vector<StepId> waits_for = {},
                  TableLocks locks = {}) {
        waits_for.insert(waits_for.end(), last_.begin(), last_.end());
        const StepId id = add(stage, std::move(title), std::move(work), std::move(waits_for));
        script_.steps.back().locks = std::move(locks);
        open_.push_back(id);
        return id;
    }
    void warn(const std::vector<Fault>& warnings) {
        script_.warnings.insert(script_.warnings.end(), warnings.begin(), warnings.end());
    }
    void note(const std::vector<std::string>& notes) {
        script_.notes.insert(script_.notes.end(), notes.begin(), notes.end());
    }
    [[nodiscard]] TargetScript take() { return std::move(script_); }

private:
    void wait_for_all() {
        last_.insert(last_.end(), open_.begin(), open_.end());
        open_.clear();
    }
    template <typename Work>
    StepId add(Stage stage, std::string title, Work work, std::vector<StepId> waits_for) {
        const StepId id{static_cast<std::uint32_t>(script_.steps.size())};
        script_.steps.push_back(
            {id, stage, std::move(title), std::move(work), std::move(waits_for), {}});
        return id;
    }

    TargetScript script_;
    std::vector<StepId> last_;
    std::vector<StepId> open_;
};

// Whether the table has rows to copy: by the closure, or by what streams.
[[nodiscard]] bool receives_rows(const Plan& plan, const Closure& closure, TableId table);

// What extensions keep for their users, beside what is there.
void add_extension_rows(ScriptMaker& maker, const Catalog& catalog,
                        const std::vector<ExtensionRows>& rows);
// What cuts of references into extensions' tables leave NULL, and the elements of arrays that go,
// when the rows are there.
void add_cuts_in_target(ScriptMaker& maker, const Plan& plan, const ClosureCounts& counts);

// The script that `after` names.
void add_user_script(ScriptMaker& maker, const TargetConfig& config);
void add_proof(ScriptMaker& maker, const TargetConfig& config, const Plan& plan,
               const Closure& closure);
// The tables that have rows, and ANALYZE of them in one statement.
[[nodiscard]] std::vector<QualifiedName> loaded_tables(const Plan& plan, const Closure& closure);
void add_statistics(ScriptMaker& maker, const Plan& plan, const Closure& closure);

}  // namespace subset
