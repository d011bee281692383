#include "preflight/check_user_sql.hpp"

#include "pg/savepoint.hpp"
#include "pg/sqlstates.hpp"
#include "plan/tables/row_security.hpp"
#include "preflight/explain_user_sql.hpp"
#include "source/statements/row_sql.hpp"
#include "source/user_place.hpp"

#include <fmt/format.h>

#include <optional>
#include <set>
#include <string>
#include <utility>

namespace subset {
namespace {

class Checker {
public:
    Checker(const RowPlan& plan, bool faulty, pg::CopyChannel& reader)
        : plan_{plan}, already_faulty_{faulty}, reader_{reader} {}

    void check(std::size_t index) {
        RootPlan root = plan_.roots[index];
        const RootConfig& config = root.rule;
        if (config.order_by && root.order_by.empty()) {
            root.order_by = "\n" + config.order_by->value + "\n";  // of no use without a limit
        }
        const bool has_sql = config.where || config.order_by || config.query;
        // The tables of a glob mostly have the same fault, which is told of the first of them.
        if (root.relation.oid == 0 || !has_sql || told_of_globs_.contains(root.number)) {
            return;
        }
        if (config.query) {
            // By itself first: one that closed our parenthesis and opened another would pass inside
            // it.
            auto said = ask(root.query);
            said = said ? said : ask(render_root_keys(plan_, root));
            if (said) {
                add_query_fault(root, *config.query, *said);
            }
            return;
        }
        if (!ask(render_root(plan_, root, nullptr))) {
            check_balance(root, config);
            return;
        }
        // Each part alone, so that the fault has its place, and both are told where both are wrong.
        const auto before = faults_.size();
        if (config.where) {
            if (const auto said = ask(render_root(plan_, root, nullptr, {true, false}))) {
                add_fault("where", root, *config.where, *said);
            }
        }
        if (config.order_by) {
            if (const auto said = ask(render_root(plan_, root, nullptr, {false, true}))) {
                add_fault("order_by", root, *config.order_by, *said);
            }
        }
        if (faults_.size() == before) {
            const Text& any = config.where ? *config.where : *config.order_by;
            add_fault("where and order_by together", root, any,
                      *ask(render_root(plan_, root, nullptr)));
        }
    }

    // `when` of a [[reference]], which sees the child row alone.
    void check(const Reference& reference) {
        if (reference.when.empty()) {
            return;
        }
        const Text& when = *reference.rule->when;
        auto said = ask(render_when(plan_, reference));
        if (!said) {
            Reference bracketed = reference;
            bracketed.when = bracket(reference.when);
            said = ask(render_when(plan_, bracketed));
        }
        if (said) {
            unusable_.insert(reference.id);
            add_rule_fault("[[reference]] when", reference, when, *said,
                           "It sees the child row alone, which is called c.");
        }
    }

    // The rule of a [[child]], each part alone in the statement that would use it.
    void check(const ReferencePlan& each) {
        // A rule that was not applied is told about already, and so is a `when` that spoils it.
        if (!each.child_rule || each.order_by.empty() || unusable_.contains(each.reference)) {
            return;
        }
        const ChildRule& rule = *each.child_rule;
        if (rule.where) {
            ReferencePlan only_where = each;
            only_where.limit.reset();
            auto said = ask_rule(only_where);
            if (!said) {
                only_where.where = bracket(each.where);
                said = ask_rule(only_where);
            }
            add_child_fault("[[child]] where", each, *rule.where, said);
        }
        if (rule.order_by) {
            ReferencePlan only_order = each;
            only_order.where.clear();
            only_order.limit = rule.limit.value_or(1);
            add_child_fault("[[child]] order_by", each, *rule.order_by, ask_rule(only_order));
        }
    }

    // Checks each mask of the user's own by itself, in the statement that would use it.
    void check(const TablePlan& each) {
        for (std::size_t number = 0; number < each.masks.size(); ++number) {
            const auto& mask = each.masks[number];
            if (!mask || !mask->own_sql || !each.reachable ||
                told_.contains({mask->column, mask->text}) || !asked_.insert(mask->sql).second) {
                continue;
            }
            if (mask->when && !check_when(each.table, *mask)) {
                continue;
            }
            auto said = ask(render_mask(plan_, each.table, mask->sql));
            if (!said) {
                said = find_imbalance(each.table, mask->filled);
            }
            if (said) {
                told_.insert({mask->column, mask->text});
                add_mask_fault(*mask, *said);
            }
        }
    }

    [[nodiscard]] std::vector<Fault> finish() {
        if (savepoint_) {
            savepoint_->undo();
        }
        if (refusal_ && faults_.empty() && !already_faulty_) {
            throw *std::move(refusal_);
        }
        return std::move(faults_);
    }

private:
    // What is whole between parentheses and between brackets is one expression: nothing closes
    // both.
    static std::string bracket(const std::string& condition) {
        return "(ARRAY[\n" + condition + "\n])[1]";
    }

    // With what other columns hold, a mask does without; only that it is one expression matters.
    std::optional<pg::ServerMessage> find_imbalance(TableId table, const std::string& sql) {
        const auto said = ask(render_mask(plan_, table, bracket(sql)));
        return said && said->sqlstate == sqlstate::syntax_error ? said : std::nullopt;
    }

    // Returns whether the mask itself may be looked at: a mask_when that is wrong is told once.
    bool check_when(TableId table, const ColumnMask& mask) {
        const Place& place = mask.when->place;
        const std::string key = place.text() + mask.when->value;
        if (told_.contains({key, mask.leaves})) {
            return false;
        }
        auto said = ask(render_mask(plan_, table, mask.leaves));
        said = said ? said : find_imbalance(table, mask.when->value);
        if (!said) {
            return true;
        }
        told_.insert({key, mask.leaves});
        if (!take_refusal("mask_when", place, *said)) {
            faults_.push_back(explain_mask_when(plan_.catalog.table(table), mask, *said));
        }
        return false;
    }

    void check_balance(const RootPlan& root, const RootConfig& config) {
        if (!config.where) {
            return;
        }
        RootPlan bracketed = root;
        bracketed.where = bracket(root.where);
        if (const auto said = ask(render_root(plan_, bracketed, nullptr, {true, false}))) {
            add_fault("where", root, *config.where, *said);
        }
    }

    std::optional<pg::ServerMessage> ask_rule(const ReferencePlan& rule) {
        return ask(render_ruled_children(plan_, rule, render_parent_rows(plan_, rule), nullptr));
    }

    void add_child_fault(const char* key, const ReferencePlan& each, const Text& text,
                         const std::optional<pg::ServerMessage>& said) {
        if (said) {
            add_rule_fault(key, plan_.catalog.reference(each.reference), text, *said,
                           "The child row is called c, and its parent row p.");
        }
    }

    // What the role may not do is no fault of the SQL. The first of them is told.
    bool take_refusal(const std::string& what, const Place& place, const pg::ServerMessage& said) {
        if (said.sqlstate != sqlstate::insufficient_privilege) {
            return false;
        }
        if (!refusal_) {
            refusal_ = make_refusal(plan_.catalog, what, place, said);
        }
        return true;
    }

    void add_mask_fault(const ColumnMask& mask, const pg::ServerMessage& said) {
        if (!take_refusal("the mask of " + mask.column, mask.place, said)) {
            faults_.push_back(explain_mask_sql(mask, said));
        }
    }

    void add_rule_fault(const char* key, const Reference& reference, const Text& text,
                        const pg::ServerMessage& said, const char* hint) {
        if (!take_refusal(key, text.place, said)) {
            faults_.push_back(explain_rule_sql(plan_.catalog, {key, text, hint}, reference, said));
        }
    }

    void add_fault(const char* key, const RootPlan& root, const Text& text,
                   const pg::ServerMessage& said) {
        if (take_refusal(fmt::format("[[root]] {}", key), text.place, said)) {
            return;
        }
        faults_.push_back(explain_root_sql(plan_.catalog, key, root, text, said));
        if (root.of_glob) {
            told_of_globs_.insert(root.number);
            faults_.back().hint +=
                " The glob means every table that has `columns`: name there what the SQL needs.";
        }
    }

    void add_query_fault(const RootPlan& root, const Text& text, const pg::ServerMessage& said) {
        if (!take_refusal("[[root]] query", text.place, said)) {
            faults_.push_back(explain_root_query(plan_.catalog.table(root.table), text, said));
        }
    }

    std::optional<pg::ServerMessage> ask(const std::string& sql) {
        if (!savepoint_) {
            savepoint_.emplace(reader_, "user_sql");
        }
        auto said = reader_.check_statement(sql);
        if (said) {
            savepoint_->roll_back();
        }
        return said;
    }

    const RowPlan& plan_;
    bool already_faulty_;
    pg::CopyChannel& reader_;
    std::optional<pg::Savepoint> savepoint_;  // where something is asked
    std::vector<Fault> faults_;
    std::optional<Error> refusal_;
    std::set<ReferenceId> unusable_;
    std::set<std::size_t> told_of_globs_;                 // numbers of [[root]] entries
    std::set<std::string> asked_;                         // masks
    std::set<std::pair<std::string, std::string>> told_;  // of masks
};

}  // namespace

std::vector<Fault> check_user_sql(const RowPlan& plan, bool faulty, pg::CopyChannel& reader) {
    Checker checker{plan, faulty, reader};
    for (std::size_t index = 0; index < plan.roots.size(); ++index) {
        checker.check(index);
    }
    for (const Reference& reference : plan.catalog.references) {
        checker.check(reference);
    }
    for (const ReferencePlan& each : plan.references) {
        checker.check(each);
    }
    for (const TablePlan& each : plan.tables) {
        checker.check(each);
    }
    return checker.finish();
}

}  // namespace subset
