#include "plan/reference_plans.hpp"

#include "catalog/column_sql.hpp"
#include "catalog/explain_unknown.hpp"
#include "config/glob.hpp"
#include "plan/tables/table_rules.hpp"
#include "plan/tables/trees.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace subset {
namespace {

// A Pointer holds what an entry of the config says so that its reference can be found among others.
struct Pointer {
    const char* header = "";
    const Place* place = nullptr;
    const TableName* table = nullptr;
    const TableName* parent = nullptr;  // may be null
    const std::vector<Text>* columns = nullptr;
    const std::optional<Text>* name = nullptr;
};

std::string describe(const Catalog& catalog, const Reference& reference) {
    return fmt::format("{} ({}) to {}", reference.name,
                       fmt::join(child_column_names(catalog, reference), ", "),
                       reference.parent.name.text());
}

class Resolver {
public:
    Resolver(const Config& config, const Catalog& catalog, std::vector<Fault>& faults)
        : config_{config}, catalog_{catalog}, faults_{faults} {}

    std::optional<ReferenceId> find(const Pointer& pointer) {
        const bool has_table = check_table(pointer, *pointer.table, "table");
        const bool has_parent =
            pointer.parent == nullptr || check_table(pointer, *pointer.parent, "parent");
        if (!has_table || !has_parent) {
            return std::nullopt;
        }
        std::vector<const Reference*> of_table;
        std::vector<const Reference*> found;
        for (const Reference& reference : catalog_.references) {
            if (reference.child.name != pointer.table->name) {
                continue;
            }
            of_table.push_back(&reference);
            if (fits(pointer, reference)) {
                found.push_back(&reference);
            }
        }
        if (found.size() == 1) {
            return found.front()->id;
        }
        // The entry may mean a [[reference]] that is wrong itself, which is told already.
        if (!found.empty() || !has_faulty_reference(*pointer.table)) {
            explain(pointer, found.empty() ? of_table : found, found.empty());
        }
        return std::nullopt;
    }

private:
    bool check_table(const Pointer& pointer, const TableName& text, const char* key) {
        if (text.value.empty()) {
            return false;  // told by the config's own faults
        }
        const QualifiedName& name = text.name;
        const Relation* const relation = catalog_.relation_named(name);
        if (relation == nullptr) {
            faults_.push_back(
                explain_unknown(fmt::format("{} {}", pointer.header, key), text, catalog_));
            return false;
        }
        const bool is_table = key == std::string_view{"table"};
        const bool declares = std::any_of(
            catalog_.references.begin(), catalog_.references.end(), [&](const Reference& each) {
                return (is_table ? each.child : each.parent).oid == relation->oid;
            });
        if (!relation->whole && !declares) {
            faults_.push_back(
                {fmt::format("{} {} {} is a partition", pointer.header, key, name.text()),
                 fmt::format(
                     "Name its partitioned table, {}: no reference is declared on the partition.",
                     catalog_.table(relation->table).name.text()),
                 text.place});
            return false;
        }
        return true;
    }

    [[nodiscard]] bool has_faulty_reference(const TableName& table) const {
        return !catalog_.faults.empty() &&
               std::any_of(config_.references.begin(), config_.references.end(),
                           [&](const ReferenceRule& rule) {
                               return config::matches_glob(rule.table, table.name);
                           });
    }

    bool fits(const Pointer& pointer, const Reference& reference) const {
        if (pointer.parent != nullptr && reference.parent.name != pointer.parent->name) {
            return false;
        }
        if (*pointer.name && (*pointer.name)->value != reference.name &&
            std::find(reference.equal_names.begin(), reference.equal_names.end(),
                      (*pointer.name)->value) == reference.equal_names.end()) {
            return false;
        }
        if (pointer.columns->empty()) {
            return true;
        }
        std::vector<std::string> wanted;
        for (const Text& column : *pointer.columns) {
            wanted.push_back(column.value);
        }
        std::vector<std::string> has = child_column_names(catalog_, reference);
        std::sort(wanted.begin(), wanted.end());
        std::sort(has.begin(), has.end());
        return wanted == has;
    }

    void explain(const Pointer& pointer, const std::vector<const Reference*>& candidates,
                 bool none) {
        std::vector<std::string> texts;
        for (const Reference* const each : candidates) {
            texts.push_back(describe(catalog_, *each));
        }
        const std::string table = pointer.table->name.text();
        faults_.push_back({none ? fmt::format("{} fits no reference of {}", pointer.header, table)
                                : fmt::format("{} fits {} references of {}", pointer.header,
                                              candidates.size(), table),
                           texts.empty() ? "The table references nothing: declare a foreign key, "
                                           "or write a [[reference]]." +
                                               explain_heirs(*pointer.table)
                                         : fmt::format("{}: {}.",
                                                       none ? "Its references are"
                                                            : "Say which by columns or name",
                                                       fmt::join(texts, "; ")),
                           *pointer.place});
    }

    // Foreign keys are not inherited, so the hint names those of the tables that inherit.
    std::string explain_heirs(const TableName& table) const {
        std::vector<std::string> names;
        const Relation& relation = *catalog_.relation_named(table.name);
        for (const Reference& each : catalog_.references) {
            if (catalog_.tree_of(relation).has(each.child.table) && each.declared()) {
                names.push_back(fmt::format("{} of {}", each.name, each.child.name.text()));
            }
        }
        return names.empty() ? ""
                             : fmt::format(" Tables that inherit from it have theirs: {}.",
                                           fmt::join(names, ", "));
    }

    const Config& config_;
    const Catalog& catalog_;
    std::vector<Fault>& faults_;
};

void add_child_rules(const Config& config, const Catalog& catalog,
                     const IdVector<TableId, RowsRule>& rules,
                     IdVector<ReferenceId, ReferencePlan>& plans, std::vector<Fault>& faults) {
    Resolver resolver{config, catalog, faults};
    for (const ChildRule& rule : config.children) {
        const auto id = resolver.find(
            {"[[child]]", &rule.place, &rule.table, &rule.parent, &rule.columns, &rule.name});
        if (!id) {
            continue;
        }
        const Reference& reference = catalog.reference(*id);
        ReferencePlan& plan = plans[*id];
        if (plan.child_rule) {
            faults.push_back({fmt::format("two [[child]] entries for one reference, {}",
                                          describe(catalog, reference)),
                              fmt::format("Put them together; the other one is at {}.",
                                          plan.child_rule->place.text()),
                              rule.place});
            continue;
        }
        plan.child_rule = rule;
        bool empty = false;
        for (const Relation* const end : {&reference.child, &reference.parent}) {
            if (stays_empty(*end, rules) && !empty) {
                empty = true;
                const Table& table = catalog.table(end->table);
                faults.push_back(
                    {fmt::format("[[child]] names {}, which {}", table.name.text(),
                                 why_no_rows(table, rules[table.id])),
                     "Such a table is followed in neither direction; remove one of the two "
                     "entries.",
                     rule.place});
            }
        }
        if (empty) {
            continue;
        }
        plan.follow = rule.follow;
        plan.where = rule.where ? rule.where->value : "";
        plan.limit = rule.limit;
        plan.order_by = render_order(rule.order_by, catalog, reference.child, row_alias);
    }
}

// Whether a column can become NULL, or lose its elements, instead of a reference that is cut.
bool has_column_to_change(const Reference& reference) {
    return reference.elements ? reference.child_columns[reference.elements->pair] != no_column
                              : reference.by_columns();
}

void add_cuts(const Config& config, const Catalog& catalog,
              IdVector<ReferenceId, ReferencePlan>& plans, std::vector<Fault>& faults) {
    Resolver resolver{config, catalog, faults};
    for (const CutRule& rule : config.cuts) {
        const auto id =
            resolver.find({"[[cut]]", &rule.place, &rule.table,
                           rule.parent ? &*rule.parent : nullptr, &rule.columns, &rule.name});
        if (!id) {
            continue;
        }
        if (!has_column_to_change(catalog.reference(*id))) {
            faults.push_back({fmt::format("[[cut]] of {}, which is computed by an expression",
                                          describe(catalog, catalog.reference(*id))),
                              "There is no column that could be NULL instead; remove the "
                              "[[reference]] to not follow it.",
                              rule.place});
            continue;
        }
        ReferencePlan& plan = plans[*id];
        plan.cut_rule = rule;
        // A reference by a period needs no cut: its parents are there, as their table is whole.
        if (plan.cut == Cut::no && !catalog.reference(*id).period) {
            plan.cut = plan.to_extension || catalog.reference(*id).elements ? Cut::in_target
                                                                            : Cut::where_absent;
        }
    }
}

}  // namespace

IdVector<ReferenceId, ReferencePlan> make_reference_plans(const Config& config,
                                                          const Catalog& catalog,
                                                          const IdVector<TableId, RowsRule>& rules,
                                                          std::vector<Fault>& faults) {
    IdVector<ReferenceId, ReferencePlan> plans;
    for (const Reference& reference : catalog.references) {
        ReferencePlan& plan = plans.emplace_back();
        plan.reference = reference.id;
        // A reference into a table that stays empty is cut (DESIGN.md, rule 4), and a reference
        // with such a table on either side is not followed down.
        const RowsRule of_parent = rules[reference.parent.table];
        const bool no_parent = stays_empty(reference.parent, rules);
        const bool no_child = stays_empty(reference.child, rules);
        // With `when`, the output's SQL cannot decide, as it may be read without the role's
        // search_path; the cut waits for the final closure.
        const Cut cut = reference.when.empty() ? Cut::always
                        : reference.elements   ? Cut::in_target
                                               : Cut::where_absent;
        plan.to_extension = !catalog.table(reference.parent.table).extension.empty();
        plan.cut = plan.to_extension             ? Cut::no
                   : of_parent == RowsRule::keep ? Cut::by_target
                   : no_parent                   ? cut
                                                 : Cut::no;
        plan.follow = no_parent || no_child ? Follow::never : Follow::chosen;
        plan.dangling =
            config.source.dangling.value_or(reference.validated ? Dangling::fail : Dangling::keep);
    }
    add_cuts(config, catalog, plans, faults);
    add_child_rules(config, catalog, rules, plans, faults);
    return plans;
}

}  // namespace subset
