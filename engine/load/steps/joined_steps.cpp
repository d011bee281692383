// Steps that are sent together: a quick script takes as long as its round trips.
#include "load/steps/script_marker.hpp"
#include "load/steps/step_runner.hpp"

#include <optional>
#include <variant>
#include <vector>

namespace subset {
namespace {

// The SQL of a step that is known before an earlier one has been done; null for other steps.
const std::string* known_sql(const TargetStep& step) {
    if (const auto* const sql = std::get_if<RunSql>(&step.work)) {
        return &sql->sql;
    }
    if (const auto* const check = std::get_if<Check>(&step.work)) {
        return &check->query;
    }
    if (const auto* const tell = std::get_if<Tell>(&step.work)) {
        return &tell->query;
    }
    const auto* const compare = std::get_if<CompareRows>(&step.work);
    return compare != nullptr ? &compare->query : nullptr;
}

std::size_t count_joined(std::span<const TargetStep> steps) {
    std::size_t count = 0;
    while (count < steps.size() && known_sql(steps[count]) != nullptr &&
           steps[count].stage == steps.front().stage) {
        ++count;
    }
    return count;
}

}  // namespace

std::size_t StepRunner::run_together(std::span<const TargetStep> steps, const std::string& before) {
    const std::size_t count = script_.quick ? count_joined(steps) : 0;
    if (count == 0 || (count == 1 && before.empty())) {
        if (!before.empty()) {
            target_.execute(before);
        }
        run(steps.front());
        return 1;
    }
    std::string sql = before.empty() ? before : before + ";\n";
    for (std::size_t part = 0; part < count; ++part) {
        sql += *known_sql(steps[part]) + render_marker(part);
    }
    rows_.tell(steps.front().stage, steps.front().title);
    std::vector<pg::Rows> answers;  // of the steps that are done
    std::optional<pg::StatementError> failed;
    try {
        pg::Rows last;
        target_.run_script(sql, [&](const pg::Rows& rows) {
            if (parse_marker(rows)) {
                answers.push_back(std::move(last));
                last = {};
            } else {
                last = rows;
            }
        });
    } catch (const pg::StatementError& error) {
        failed = error;
    }
    // What an earlier step has found says more than how a later one failed of it.
    for (std::size_t part = 0; part < answers.size(); ++part) {
        if (!std::holds_alternative<RunSql>(steps[part].work)) {
            target_.keep_answer(*known_sql(steps[part]), std::move(answers[part]));
            run(steps[part]);
        }
    }
    if (failed) {
        explain(*failed, steps[answers.size()]);
    }
    return count;
}

}  // namespace subset
