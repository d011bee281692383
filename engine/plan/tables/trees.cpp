#include "plan/tables/trees.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace subset {
namespace {

void leave_out_empty(Relation& relation, const IdVector<TableId, RowsRule>& rules) {
    if (!stays_empty(relation, rules)) {
        std::erase_if(relation.tree, [&](TableId id) { return takes_no_rows(rules[id]); });
    }
}

// Rows that are the target's own are neither asked for nor copied, and yet they are in the twin.
void check_kept(const Catalog& catalog, const Reference& reference, const Relation& tree,
                const IdVector<TableId, RowsRule>& rules, std::vector<Fault>& faults) {
    const auto kept = std::find_if(tree.tree.begin(), tree.tree.end(),
                                   [&](TableId id) { return rules[id] == RowsRule::keep; });
    if (kept == tree.tree.end() || stays_empty(tree, rules)) {
        return;
    }
    const Table& table = catalog.table(*kept);
    faults.push_back(
        {fmt::format(
             "{} has rows = \"keep\", but others of the tables that inherit from {} do not, "
             "and the [[reference]] {} is about all of them",
             table.name.text(), tree.name.text(), reference.name),
         "Give all of them the same rule, or write the reference of each table that has rows.",
         reference.rule.value().place});
}

std::string describe_left_out(const Table& table, const std::string& heir, const std::string& why) {
    return fmt::format("{} inherits from {}, and its rows do not come: {}", heir, table.name.text(),
                       why);
}

}  // namespace

bool stays_empty(const Relation& relation, const IdVector<TableId, RowsRule>& rules) {
    const std::vector<TableId> tables = relation.tables();
    return std::all_of(tables.begin(), tables.end(),
                       [&](TableId id) { return takes_no_rows(rules[id]); });
}

Relation make_tree(const Catalog& catalog, Relation relation,
                   const IdVector<TableId, RowsRule>& rules) {
    Relation tree = catalog.tree_of(std::move(relation));
    leave_out_empty(tree, rules);
    return tree;
}

Catalog without_empty_tables(Catalog catalog, const IdVector<TableId, RowsRule>& rules,
                             std::vector<Fault>& faults) {
    for (Reference& reference : catalog.references) {
        check_kept(catalog, reference, reference.child, rules, faults);
        check_kept(catalog, reference, reference.parent, rules, faults);
        leave_out_empty(reference.child, rules);
        leave_out_empty(reference.parent, rules);
    }
    return catalog;
}

std::vector<std::string> make_notes_of_heirs(const RowPlan& plan) {
    std::set<std::string> notes;  // an heir may have several ancestors, each with its note
    for (const TablePlan& each : plan.tables) {
        const Table& table = plan.catalog.table(each.table);
        const bool comes = plan.reaches(plan.catalog.tree_of(plan.catalog.own_rows(table.id)));
        if (!table.in_scope || !comes) {
            continue;
        }
        for (const TableId id : table.heirs) {
            if (const Table& heir = plan.catalog.table(id); !heir.in_scope) {
                notes.insert(describe_left_out(table, heir.name.text(), "its schema is left out"));
            }
        }
        for (const QualifiedName& foreign : table.foreign_heirs) {
            notes.insert(describe_left_out(table, foreign.text(), "it is a foreign table"));
        }
        if (table.unread_heirs) {
            notes.insert(describe_left_out(table, "a table of an extension",
                                           "extensions' own tables are never touched"));
        }
    }
    return {notes.begin(), notes.end()};
}

}  // namespace subset
