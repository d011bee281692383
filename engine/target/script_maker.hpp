// script_maker.hpp
//
// Puts the steps of a target script one after the other, and the parts that scripts of several
// kinds have in common. Stage target; private to it.
//
// Thread-safety: one thread.
#pragma once

#include "subset/closure.hpp"
#include "subset/plan.hpp"
#include "subset/target_script.hpp"

#include <string>
#include <utility>
#include <vector>

namespace subset {

class ScriptMaker {
public:
    // A step that waits for all before it. Those that follow wait for it.
    template <typename Work>
    void then(Stage stage, std::string title, Work work) {
        const StepId id = add(stage, std::move(title), std::move(work), std::move(last_));
        last_ = {id};
    }
    // Steps that wait for all before them, but not for one another.
    template <typename Work>
    void then_side_by_side(Stage stage, std::vector<std::pair<std::string, Work>> works) {
        std::vector<StepId> ids;
        for (auto& [title, work] : works) {
            ids.push_back(add(stage, std::move(title), std::move(work), last_));
        }
        if (!ids.empty()) {
            last_ = std::move(ids);
        }
    }
    void warn(const std::vector<Fault>& warnings) {
        script_.warnings.insert(script_.warnings.end(), warnings.begin(), warnings.end());
    }
    [[nodiscard]] TargetScript take() { return std::move(script_); }

private:
    template <typename Work>
    StepId add(Stage stage, std::string title, Work work, std::vector<StepId> waits_for) {
        const StepId id{static_cast<std::uint32_t>(script_.steps.size())};
        script_.steps.push_back(
            {id, stage, std::move(title), std::move(work), std::move(waits_for)});
        return id;
    }

    TargetScript script_;
    std::vector<StepId> last_;
};

// Whether the table has rows to copy: by the closure, or by what streams.
[[nodiscard]] bool receives_rows(const Plan& plan, const Closure& closure, TableId table);

// The script that `after` names, in an ordinary session's settings; then `settings` again.
void add_user_script(ScriptMaker& maker, const TargetConfig& config, const std::string& settings);
void add_proof(ScriptMaker& maker, const Plan& plan, const Closure& closure);
// ANALYZE of the tables that have rows.
void add_statistics(ScriptMaker& maker, const Plan& plan, const Closure& closure);

}  // namespace subset
