#include "plan/make_plan.hpp"

#include "catalog/names_table.hpp"
#include "config/database_end.hpp"
#include "config/glob.hpp"
#include "config/nearest_name.hpp"
#include "config/schema_patterns.hpp"
#include "mask/columns/column_states.hpp"
#include "mask/masks.hpp"
#include "pg/quote.hpp"
#include "plan/check_plan.hpp"
#include "plan/emptied_array.hpp"
#include "plan/expansion.hpp"
#include "plan/keys/parent_keys.hpp"
#include "plan/mask_notes.hpp"
#include "plan/null_columns.hpp"
#include "plan/reference_plans.hpp"
#include "plan/root_plans.hpp"
#include "plan/tables/extension_rows.hpp"
#include "plan/tables/output.hpp"
#include "plan/tables/table_limits.hpp"
#include "plan/tables/table_rules.hpp"
#include "plan/tables/trees.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace subset {
namespace {

std::string explain_schema(std::string_view name, const std::vector<std::string>& all) {
    const std::vector<std::string_view> known{all.begin(), all.end()};
    const auto nearest = config::nearest_name(name, known);
    return nearest ? fmt::format("Did you mean \"{}\"?", *nearest)
                   : fmt::format("The source's schemas are {}.", fmt::join(all, ", "));
}

// A misspelt name would leave out, or bring along, a schema that nobody meant.
void check_schemas(const Config& config, const Catalog& catalog, Findings& findings) {
    if (!config.source.schemas) {
        return;
    }
    std::vector<std::string> all = catalog.schemas;
    all.insert(all.end(), catalog.other_schemas.begin(), catalog.other_schemas.end());
    std::sort(all.begin(), all.end());
    for (const Text& schema : *config.source.schemas) {
        const std::string_view pattern = config::without_mark(schema.value);
        const bool matches = std::any_of(all.begin(), all.end(), [&](const std::string& each) {
            return config::matches_text(pattern, each);
        });
        if (!matches && config::is_glob(pattern)) {
            findings.warnings.push_back(
                {fmt::format("[source] schemas has \"{}\", which matches no schema", schema.value),
                 fmt::format("The source's schemas are {}.", fmt::join(all, ", ")), schema.place});
        } else if (!matches) {
            findings.faults.push_back(
                {fmt::format("[source] schemas names \"{}\", which does not exist", pattern),
                 explain_schema(pattern, all), schema.place});
        }
    }
    const bool none = catalog.schemas.empty() && !config.source.schemas->empty();
    if (none && findings.faults.empty()) {
        findings.faults.push_back(
            {"[source] schemas leaves no schema of the source",
             fmt::format("The source's schemas are {}.", fmt::join(all, ", ")),
             config.source.schemas->front().place});
    }
}

template <typename List>
void append(List& list, List more) {
    list.insert(list.end(), std::make_move_iterator(more.begin()),
                std::make_move_iterator(more.end()));
}

void add_masks(const Config& config, RowPlan& plan, Findings& findings) {
    ComingColumns coming{{}, find_null_columns(plan)};
    for (const TablePlan& each : plan.tables) {
        coming.reachable.push_back(each.reachable);
    }
    const ColumnGroups groups = make_column_groups(plan);
    Masks masks = make_masks(config, plan.catalog, groups, coming.reachable);
    ColumnStates states = make_column_states(config, plan.catalog, groups, masks, coming);
    for (TablePlan& each : plan.tables) {
        each.masks = std::move(masks.tables[each.table]);
        each.states = std::move(states.tables[each.table]);
    }
    append(findings.faults, std::move(masks.faults));
    append(findings.notes, make_mask_notes(plan, masks.lifted));
    append(findings.notes, std::move(masks.notes));
    append(findings.faults, std::move(states.faults));
    append(findings.warnings, std::move(masks.warnings));
    append(findings.warnings, std::move(states.warnings));
    append(findings.notes, std::move(states.notes));
}

std::string describe_order(const RowPlan& plan, TableId table) {
    const Table& found = plan.catalog.table(table);
    return found.primary_key.empty()
               ? "where they are stored, as it has no primary key"
               : fmt::format("by its primary key ({})",
                             fmt::join(found.names_of(found.primary_key), ", "));
}

// A limit without an order takes some rows and not others. The order that decides must be said, so
// that nobody has to guess it.
std::vector<std::string> make_order_notes(const RowPlan& plan) {
    std::vector<std::string> notes;
    for (const RootPlan& root : plan.roots) {
        if (root.limit && root.relation.oid != 0 && !root.rule.order_by) {
            notes.push_back(fmt::format(
                "[[root]] {} has a limit without order_by: the first {} are taken {}",
                root.relation.name.text(), *root.limit, describe_order(plan, root.table)));
        }
    }
    for (const ReferencePlan& each : plan.references) {
        if (each.child_rule && each.limit && each.follow != Follow::never &&
            !each.child_rule->order_by) {
            const Reference& reference = plan.catalog.reference(each.reference);
            notes.push_back(fmt::format(
                "[[child]] {} has a limit without order_by: of each row of {} the first {} are "
                "taken {}",
                reference.child.name.text(), reference.parent.name.text(), *each.limit,
                describe_order(plan, reference.child.table)));
        }
    }
    return notes;
}

// Finds the entry that decides which rows of the table come; without one, the whole config.
Place find_rows_place(const Config& config, const Table& table) {
    if (!table.in_scope && !table.absent) {
        const auto& schemas = config.source.schemas;
        return schemas && !schemas->empty() ? schemas->front().place : Place{config.file};
    }
    const TableRule* const rule = find_rows_rule(config.tables, table);
    return rule == nullptr ? Place{config.file} : rule->rows_place;
}

IdVector<TableId, TablePlan> make_table_plans(const Config& config, const Catalog& catalog,
                                              const IdVector<TableId, RowsRule>& rules) {
    IdVector<TableId, TablePlan> plans;
    for (const Table& table : catalog.tables) {
        TablePlan& each = plans.emplace_back();
        each.table = table.id;
        each.rows = rules[table.id];
        each.rows_place = find_rows_place(config, table);
        each.by_default = has_rows_by_default(config, table);
    }
    return plans;
}

// Fills in what can come, and by which references.
void add_reach(RowPlan& plan, const Reach& reach) {
    for (ReferencePlan& each : plan.references) {
        each.walked = is_walked(plan, each, reach);
        each.follow = narrow_follow(plan, each, reach);
    }
    for (TablePlan& each : plan.tables) {
        each.reachable = !takes_no_rows(each.rows) && reach.any(each.table);
    }
    const Streaming streaming = make_streaming(plan);
    for (TablePlan& each : plan.tables) {
        each.streamable = streaming.streams[each.table];
        each.patched = streaming.patched[each.table];
    }
}

void add_keys(RowPlan& plan, Keys keys) {
    plan.parent_keys = std::move(keys.parent_keys);
    for (TablePlan& each : plan.tables) {
        each.key_values = std::move(keys.values[each.table]);
    }
    for (ReferencePlan& each : plan.references) {
        KeysOfReference& own = keys.references[each.reference];
        each.parent_key = own.parent_key;
        each.child_slots = std::move(own.child_slots);
        each.child_indexed = own.child_indexed;
        each.by_parent_row = own.by_parent_row;
    }
    for (std::size_t root = 0; root < plan.roots.size(); ++root) {
        plan.roots[root].query_key = keys.of_queries[root];
    }
}

ColumnList find_nullable_columns(const RowPlan& plan, const Table& table, ReferenceId nulled) {
    const Reference& changed = plan.catalog.reference(nulled);
    if (!changed.by_columns() && !changed.elements) {
        return {};
    }
    const auto columns_of = [&](ReferenceId id) {
        const Reference& reference = plan.catalog.reference(id);
        return plan.catalog.columns_in(table.id, reference.child.table, reference.child_columns);
    };
    std::set<std::uint16_t> kept;
    for (const ReferenceId id : plan.graph.parents_of[table.id]) {
        if (id != nulled && !leaves_null(plan.reference(id).cut)) {
            const ColumnList columns = columns_of(id);
            kept.insert(columns.begin(), columns.end());
        }
    }
    ColumnList candidates = columns_of(nulled);
    if (changed.elements) {
        candidates = {candidates[changed.elements->pair]};
    }
    ColumnList nullable;
    for (const std::uint16_t column : candidates) {
        if (column != no_column && (changed.elements || !table.columns[column].not_null) &&
            !table.columns[column].generated && !kept.contains(column)) {
            nullable.push_back(column);
        }
    }
    return nullable;
}

// Each step is a value of its own; here the steps are put together, in the order in which they need
// one another.
RowPlan make_row_plan(const Config& config, const Catalog& catalog, Findings& findings) {
    const IdVector<TableId, RowsRule> rules = make_table_rules(config, catalog, findings);
    RowPlan plan;
    plan.place = {config.file};
    plan.hides_values = hides_values(config);
    plan.extension_rows = choose_extension_rows(config, catalog, findings);
    plan.catalog = without_empty_tables(catalog, rules, findings.faults);
    plan.graph = make_reference_graph(plan.catalog);
    plan.tables = make_table_plans(config, plan.catalog, rules);
    plan.roots = make_root_plans(config, plan.catalog, rules, findings);
    plan.references = make_reference_plans(config, plan.catalog, rules, findings.faults);
    const Reach reach = make_reach(plan);
    add_reach(plan, reach);
    for (ReferencePlan& each : plan.references) {
        for (const TableId child : plan.catalog.reference(each.reference).child.tables()) {
            each.nullable[child] =
                find_nullable_columns(plan, plan.catalog.table(child), each.reference);
        }
    }
    append(findings.faults, find_unfollowable(plan));
    add_keys(plan, make_keys(plan));
    add_masks(config, plan, findings);
    plan.order = make_order_of_closure(plan, reach);
    return plan;
}

}  // namespace

Plan make_plan(const Config& config, const Catalog& catalog) {
    return make_plan(config, catalog, config.faults);
}

Plan make_plan(const Config& config, const Catalog& catalog, std::vector<Fault> known) {
    Findings findings{std::move(known), {}, {}};
    append(findings.faults, catalog.faults);
    append(findings.warnings, catalog.warnings);
    append(findings.notes, catalog.notes);
    append(findings.faults, find_unknown_limits(config.limits, catalog));
    check_schemas(config, catalog, findings);
    RowPlan rows = make_row_plan(config, catalog, findings);
    append(findings.faults, find_cuts_without_column(rows));
    append(findings.notes, make_order_notes(rows));
    append(findings.notes, make_notes_of_heirs(rows));
    append(findings.notes, make_notes_of_elements(rows));
    OutputPlan outputs = make_output(rows, config.target.file.has_value());
    return {std::move(rows), std::move(outputs), std::move(findings)};
}

}  // namespace subset
