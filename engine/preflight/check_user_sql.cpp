#include "preflight/check_user_sql.hpp"

#include "catalog/explain_unknown.hpp"
#include "mask/preset.hpp"
#include "pg/quote.hpp"
#include "pg/savepoint.hpp"
#include "pg/sqlstates.hpp"
#include "plan/tables/row_security.hpp"
#include "source/statements/row_sql.hpp"
#include "source/user_place.hpp"

#include <fmt/format.h>

#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace subset {
namespace {

// Where `name`, which the server takes for a column, stands in double quotes in the SQL, it was
// perhaps meant as a text.
std::string hint_of_missing(std::string_view sql, std::string name, std::string otherwise) {
    std::erase(name, '"');
    if (sql.find('"' + name + '"') == std::string_view::npos) {
        return otherwise;
    }
    if (!otherwise.empty() && otherwise.front() == 'i') {
        otherwise.front() = 'I';  // "its columns are ..."
    }
    return fmt::format(
        "In SQL a text stands in single quotes: {}; what stands in double quotes is "
        "a column's name. {}",
        pg::quote_literal(name), otherwise);
}

// "column "x" does not exist", "column c.x does not exist": the name, or nothing.
std::string name_of_missing(const pg::ServerMessage& said) {
    std::smatch match;
    static const std::regex missing{"^column (?:[pcq]\\.)?(.+) does not exist$"};
    return said.sqlstate == sqlstate::undefined_column &&
                   std::regex_match(said.primary, match, missing)
               ? match[1].str()
               : "";
}

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
        if (root.relation.oid == 0 || !has_sql) {
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
            if (!mask || is_preset(mask->text) || !each.reachable ||
                told_.contains({mask->column, mask->text}) || !asked_.insert(mask->sql).second) {
                continue;
            }
            auto said = ask(render_mask(plan_, each.table, mask->sql));
            if (!said) {
                said = ask(render_mask(plan_, each.table, bracket(mask->text)));
                // With what other columns hold it does without; only that it is one expression
                // matters.
                said = said && said->sqlstate == sqlstate::syntax_error ? said : std::nullopt;
            }
            if (said) {
                told_.insert({mask->column, mask->text});
                add_mask_fault(*mask, *said);
            }
        }
    }

    [[nodiscard]] std::vector<Fault> finish() {
        savepoint_.undo();
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
        if (take_refusal("the mask of " + mask.column, mask.place, said)) {
            return;
        }
        const bool missing = said.sqlstate == sqlstate::undefined_column;
        faults_.push_back(
            {fmt::format("the mask of {} is not valid SQL: {}", mask.column, said.primary),
             missing
                 ? hint_of_missing(mask.text, name_of_missing(said),
                                   "It sees the row, which is called c; the mask of a column that "
                                   "is part of a reference sees that column alone.")
                 : "It is an expression over the row, which is called c; the name of a mask that "
                   "comes with the program begins with @.",
             mask.place});
    }

    void add_rule_fault(const char* key, const Reference& reference, const Text& text,
                        const pg::ServerMessage& said, const char* hint) {
        if (take_refusal(key, text.place, said)) {
            return;
        }
        std::smatch match;
        static const std::regex missing{"^column (?:(p|c)\\.)?(.+) does not exist$"};
        if (said.sqlstate == sqlstate::undefined_column &&
            std::regex_match(said.primary, match, missing)) {
            const Relation& in = match[1].str() == "p" ? reference.parent : reference.child;
            faults_.push_back({fmt::format("column {} in {} does not exist in {}", match[2].str(),
                                           key, in.name.text()),
                               hint_of_missing(text.value, match[2].str(),
                                               render_columns_hint(plan_.catalog.table(in.table))),
                               text.place});
            return;
        }
        faults_.push_back({fmt::format("{} is not valid SQL for {}: {}", key,
                                       reference.child.name.text(), said.primary),
                           hint, text.place});
    }

    std::optional<pg::ServerMessage> ask(const std::string& sql) {
        auto said = reader_.check_statement(sql);
        if (said) {
            savepoint_.roll_back();
        }
        return said;
    }

    void add_fault(const char* key, const RootPlan& root, const Text& text,
                   const pg::ServerMessage& said) {
        if (take_refusal(fmt::format("[[root]] {}", key), text.place, said)) {
            return;
        }
        std::smatch match;
        static const std::regex missing{"^column (.+) does not exist$"};
        if (said.sqlstate == sqlstate::undefined_column &&
            std::regex_match(said.primary, match, missing)) {
            faults_.push_back(
                {fmt::format("column {} in [[root]] {} does not exist in {}", match[1].str(), key,
                             root.relation.name.text()),
                 hint_of_missing(text.value, match[1].str(),
                                 render_columns_hint(plan_.catalog.table(root.table))),
                 text.place});
            return;
        }
        faults_.push_back(
            {fmt::format("[[root]] {} is not valid SQL for {}: {}", key, root.relation.name.text(),
                         said.primary),
             said.hint.empty()
                 ? fmt::format("It is evaluated in the source, where the row is called {}.",
                               root.relation.name.name)
                 : said.hint,
             text.place});
    }

    void add_query_fault(const RootPlan& root, const Text& text, const pg::ServerMessage& said) {
        if (take_refusal("[[root]] query", text.place, said)) {
            return;
        }
        const Table& table = plan_.catalog.table(root.table);
        const std::string key =
            fmt::format("{}", fmt::join(table.names_of(table.primary_key), ", "));
        // The only names of our own in the statement are those of q, so what is missing there is a
        // key column.
        if (said.sqlstate == sqlstate::undefined_column &&
            said.primary.find("column q.") != std::string::npos) {
            faults_.push_back(
                {fmt::format("[[root]] query does not return the primary key of {}: {}",
                             table.name.text(), said.primary),
                 fmt::format("It must return the columns {}, by name.", key), text.place});
            return;
        }
        faults_.push_back(
            {fmt::format("[[root]] query is not valid SQL: {}", said.primary),
             hint_of_missing(
                 text.value, name_of_missing(said),
                 fmt::format("It is evaluated in the source and returns the columns {}.", key)),
             text.place});
    }

    const RowPlan& plan_;
    bool already_faulty_;
    pg::CopyChannel& reader_;
    pg::Savepoint savepoint_{reader_, "user_sql"};
    std::vector<Fault> faults_;
    std::optional<Error> refusal_;
    std::set<ReferenceId> unusable_;
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
