#include "closure/check_user_sql.hpp"

#include <fmt/format.h>

#include <regex>

#include "closure/row_sql.hpp"

namespace subset {
namespace {

constexpr const char* undefined_column = "42703";

class Checker {
public:
    Checker(const Plan& plan, pg::CopyChannel& reader) : plan_{plan}, reader_{reader} {
        reader_.execute("SAVEPOINT user_sql");
    }

    void check(std::size_t index) {
        const RootPlan& root = plan_.roots[index];
        const RootConfig& config = plan_.config.roots[index];
        const bool has_sql = config.where || config.order_by || config.query;
        if (root.relation.oid == 0 || !has_sql) {
            return;
        }
        if (config.query) {
            // By itself first: one that closed our parenthesis and opened another would pass inside it.
            auto said = ask(root.query);
            said = said ? said : ask(render_root_keys(plan_, root));
            if (said) {
                add_query_fault(root, *config.query, *said);
            }
            return;
        }
        if (!ask(render_root(plan_, root, false))) {
            check_balance(root, config);
            return;
        }
        // Each part alone, so that the fault has its place, and both are told where both are wrong.
        const auto before = faults_.size();
        if (config.where) {
            if (const auto said = ask(render_root(plan_, root, false, {true, false}))) {
                add_fault("where", root, *config.where, *said);
            }
        }
        if (config.order_by) {
            if (const auto said = ask(render_root(plan_, root, false, {false, true}))) {
                add_fault("order_by", root, *config.order_by, *said);
            }
        }
        if (faults_.size() == before) {
            const Text& any = config.where ? *config.where : *config.order_by;
            add_fault("where and order_by together", root, any, *ask(render_root(plan_, root, false)));
        }
    }

    // The rule of a [[child]] and `when` of a [[reference]], in the statement that would use them.
    void check(const ReferencePlan& each) {
        const Reference& reference = plan_.catalog.reference(each.reference);
        const ChildRule* const rule = child_rule_of(each);
        if (rule != nullptr) {
            check_condition("[[child]] where", rule->where, each, {each.where, {}});
            check_condition("[[child]] order_by", rule->order_by, each, {{}, rule->order_by ? rule->order_by->value : ""});
        }
        for (const ReferenceRule& written : plan_.config.references) {
            if (!reference.declared && written.when && written.when->value == reference.when &&
                parse_qualified_name(written.table.value) == reference.child.name) {
                check_condition("[[reference]] when", written.when, each, {{}, {}});
            }
        }
    }

    [[nodiscard]] std::vector<Fault> finish() {
        reader_.execute("ROLLBACK TO SAVEPOINT user_sql; RELEASE SAVEPOINT user_sql");
        return std::move(faults_);
    }

private:
    // What is whole between parentheses and between brackets is one expression: nothing closes both.
    void check_balance(const RootPlan& root, const RootConfig& config) {
        if (!config.where) {
            return;
        }
        RootPlan bracketed = root;
        bracketed.where = "(ARRAY[\n" + root.where + "\n])[1]";
        if (const auto said = ask(render_root(plan_, bracketed, false, {true, false}))) {
            add_fault("where", root, *config.where, *said);
        }
    }

    [[nodiscard]] const ChildRule* child_rule_of(const ReferencePlan& each) const {
        for (const ChildRule& rule : plan_.config.children) {
            const bool same_where = (rule.where ? rule.where->value : "") == each.where;
            const Reference& reference = plan_.catalog.reference(each.reference);
            if (same_where && parse_qualified_name(rule.table.value) == reference.child.name &&
                parse_qualified_name(rule.parent.value) == reference.parent.name) {
                return &rule;
            }
        }
        return nullptr;
    }

    void check_condition(const char* key, const std::optional<Text>& text, const ReferencePlan& each,
                         const PairClauses& clauses) {
        if (!text) {
            return;
        }
        auto said = ask(render_pairs(plan_, each, clauses));
        if (!said && clauses.order_by.empty()) {
            // One that closed our parenthesis and opened another would pass; nothing closes a bracket too.
            const std::string bracketed = "(ARRAY[\n" + text->value + "\n])[1]";
            said = ask(render_pairs(plan_, each, {bracketed, {}}));
        }
        if (!said) {
            return;
        }
        const Reference& reference = plan_.catalog.reference(each.reference);
        std::smatch match;
        static const std::regex missing{"^column (?:c\\.)?(.+) does not exist$"};
        const bool when = clauses.where.empty() && clauses.order_by.empty();
        if (said->sqlstate == undefined_column && std::regex_match(said->primary, match, missing)) {
            std::vector<std::string> names;
            for (const Column& column : plan_.catalog.table(reference.child.table).columns) {
                names.push_back(column.name);
            }
            faults_.push_back({fmt::format("column {} in {} does not exist in {}", match[1].str(), key,
                                           reference.child.name.text()),
                               fmt::format("its columns are {}.", fmt::join(names, ", ")), text->place});
            return;
        }
        faults_.push_back({fmt::format("{} is not valid SQL for {}: {}", key, reference.child.name.text(), said->primary),
                           when ? "The child row is called c."
                                : "The child row is called c, and its parent row p.",
                           text->place});
    }

    std::optional<pg::ServerMessage> ask(const std::string& sql) {
        auto said = reader_.check_statement(sql);
        if (said) {
            reader_.execute("ROLLBACK TO SAVEPOINT user_sql");
        }
        return said;
    }

    [[nodiscard]] std::string columns_of(const RootPlan& root) const {
        std::vector<std::string> names;
        for (const Column& column : plan_.catalog.table(root.table).columns) {
            names.push_back(column.name);
        }
        return fmt::format("its columns are {}.", fmt::join(names, ", "));
    }

    void add_fault(const char* key, const RootPlan& root, const Text& text, const pg::ServerMessage& said) {
        std::smatch match;
        static const std::regex missing{"^column (.+) does not exist$"};
        if (said.sqlstate == undefined_column && std::regex_match(said.primary, match, missing)) {
            faults_.push_back({fmt::format("column {} in [[root]] {} does not exist in {}", match[1].str(), key,
                                           root.relation.name.text()),
                               columns_of(root), text.place});
            return;
        }
        faults_.push_back({fmt::format("[[root]] {} is not valid SQL for {}: {}", key, root.relation.name.text(),
                                       said.primary),
                           said.hint.empty() ? fmt::format("It is evaluated in the source, where the row is called {}.",
                                                           root.relation.name.name)
                                             : said.hint,
                           text.place});
    }

    void add_query_fault(const RootPlan& root, const Text& text, const pg::ServerMessage& said) {
        const Table& table = plan_.catalog.table(root.table);
        const std::string key = fmt::format("{}", fmt::join(table.names_of(table.primary_key), ", "));
        // The only names of our own in the statement are those of q, so what is missing there is a key column.
        if (said.sqlstate == undefined_column && said.primary.find("column q.") != std::string::npos) {
            faults_.push_back({fmt::format("[[root]] query does not return the primary key of {}: {}",
                                           table.name.text(), said.primary),
                               fmt::format("It must return the columns {}, by name.", key), text.place});
            return;
        }
        faults_.push_back({fmt::format("[[root]] query is not valid SQL: {}", said.primary),
                           fmt::format("It is evaluated in the source and returns the columns {}.", key), text.place});
    }

    const Plan& plan_;
    pg::CopyChannel& reader_;
    std::vector<Fault> faults_;
};

}  // namespace

std::vector<Fault> check_user_sql(const Plan& plan, pg::CopyChannel& reader) {
    Checker checker{plan, reader};
    for (std::size_t index = 0; index < plan.roots.size(); ++index) {
        checker.check(index);
    }
    for (const ReferencePlan& each : plan.references) {
        checker.check(each);
    }
    return checker.finish();
}

}  // namespace subset
