#include "plan/tables/row_security.hpp"

#include "mask/parse/mask_sql.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace subset {
namespace {

// SQL without a parenthesis has neither a subquery nor a call, so it looks at its row alone.
bool may_read_more(const Text& sql) { return sql.value.find('(') != std::string::npos; }

bool may_read_more(const std::optional<Text>& sql) { return sql && may_read_more(*sql); }

bool sql_may_read_more(const Config& config) {
    const auto of_root = [](const RootConfig& root) {
        return root.query.has_value() || may_read_more(root.where) || may_read_more(root.order_by);
    };
    const auto of_child = [](const ChildRule& rule) {
        return may_read_more(rule.where) || may_read_more(rule.order_by);
    };
    // An expression stands in parentheses of its own, so only a second parenthesis can be a call.
    const auto is_call = [](const Text& column) {
        return column.value.find('(', 1) != std::string::npos;
    };
    const auto of_reference = [&](const ReferenceRule& rule) {
        return may_read_more(rule.when) ||
               std::any_of(rule.columns.begin(), rule.columns.end(), is_call);
    };
    const auto of_mask = [](const MaskRule& rule) {
        return may_read_more(rule.mask) && has_own_sql(rule.mask.value);
    };
    const auto of_table = [&](const TableRule& rule) {
        return may_read_more(rule.mask_when) ||
               std::any_of(rule.masks.begin(), rule.masks.end(), of_mask);
    };
    return std::any_of(config.roots.begin(), config.roots.end(), of_root) ||
           std::any_of(config.children.begin(), config.children.end(), of_child) ||
           std::any_of(config.references.begin(), config.references.end(), of_reference) ||
           std::any_of(config.tables.begin(), config.tables.end(), of_table);
}

}  // namespace

Error make_hidden_error(std::string_view end, const QualifiedName& relation,
                        const RowSecurity& row_security) {
    const std::string& policies = row_security.policies;
    const bool several = policies.find(", ") != std::string::npos;
    return Error{
        ErrorKind::policy,
        policies.empty()
            ? fmt::format("row security of {} hides all rows from the {}'s role, which no policy "
                          "names",
                          relation.text(), end)
            : fmt::format("{} {} of {} would hide rows from the {}'s role",
                          several ? "policies" : "policy", policies, relation.text(), end),
        end == "source"
            ? fmt::format("Use a role with BYPASSRLS, or a policy FOR SELECT that lets it see all "
                          "(CREATE POLICY ... ON {} FOR SELECT TO ... USING (true)) where no "
                          "restrictive one narrows that, or give the table rows = \"none\"; a twin "
                          "is never silently thinner.",
                          relation.text())
            : "Use a role with BYPASSRLS, or the table's owner where it does not force its "
              "policies on the owner; nothing is proven of rows that cannot be seen."};
}

std::optional<Error> find_hidden_rows(const RowPlan& plan, const Config& config) {
    for (const TablePlan& each : plan.tables) {
        const Table& table = plan.catalog.table(each.table);
        if (each.reachable && table.row_security.hides) {
            return make_hidden_error(plan.catalog.end, table.name, table.row_security);
        }
    }
    for (const RootPlan& root : plan.roots) {
        if (root.relation.row_security.hides) {
            return make_hidden_error(plan.catalog.end, root.relation.name,
                                     root.relation.row_security);
        }
    }
    if (!sees_by_policies(plan)) {
        return std::nullopt;  // the server itself refuses to hide what else is read
    }
    const bool reads_more = sql_may_read_more(config);
    for (const Relation& relation : plan.catalog.relations) {
        if (relation.row_security.hides && (reads_more || plan.table(relation.table).reachable)) {
            const Error error =
                make_hidden_error(plan.catalog.end, relation.name, relation.row_security);
            const bool reached = plan.table(relation.table).reachable;
            return Error{error.kind(),
                         error.faults().front().message +
                             (reached ? "" : ", and the config's SQL might read it"),
                         error.hint()};
        }
    }
    return std::nullopt;
}

bool sees_by_policies(const RowPlan& plan) {
    return std::any_of(plan.catalog.relations.begin(), plan.catalog.relations.end(),
                       [&](const Relation& relation) {
                           return relation.row_security.active && !relation.row_security.hides &&
                                  plan.table(relation.table).reachable;
                       });
}

bool sees_by_policies(const Catalog& catalog) {
    return std::any_of(catalog.relations.begin(), catalog.relations.end(),
                       [&](const Relation& relation) {
                           return relation.row_security.active && !relation.row_security.hides &&
                                  catalog.table(relation.table).in_scope;
                       });
}

}  // namespace subset
