#include "plan/make_plan.hpp"

#include "config/glob.hpp"
#include "config/nearest_name.hpp"
#include "config/schema_patterns.hpp"
#include "mask/column_groups.hpp"
#include "mask/column_states.hpp"
#include "mask/masks.hpp"
#include "pg/quote.hpp"
#include "plan/expansion.hpp"
#include "plan/parent_keys.hpp"
#include "plan/reference_plans.hpp"
#include "plan/root_plans.hpp"
#include "plan/tables/extension_rows.hpp"
#include "plan/tables/output.hpp"
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

// A misspelt name would leave out, or bring along, what nobody meant.
void check_schemas(Plan& plan) {
    if (!plan.config.source.schemas) {
        return;
    }
    std::vector<std::string> all = plan.catalog.schemas;
    all.insert(all.end(), plan.catalog.other_schemas.begin(), plan.catalog.other_schemas.end());
    std::sort(all.begin(), all.end());
    for (const Text& schema : *plan.config.source.schemas) {
        const std::string_view pattern = config::without_mark(schema.value);
        const bool matches = std::any_of(all.begin(), all.end(), [&](const std::string& each) {
            return config::matches_text(pattern, each);
        });
        if (!matches && config::is_glob(pattern)) {
            plan.warnings.push_back(
                {fmt::format("[source] schemas has \"{}\", which matches no schema", schema.value),
                 fmt::format("The source's schemas are {}.", fmt::join(all, ", ")), schema.place});
        } else if (!matches) {
            plan.faults.push_back(
                {fmt::format("[source] schemas names \"{}\", which does not exist", pattern),
                 explain_schema(pattern, all), schema.place});
        }
    }
    const bool none = plan.catalog.schemas.empty() && !plan.config.source.schemas->empty();
    if (none && plan.faults.empty()) {
        plan.faults.push_back({"[source] schemas leaves no schema of the source",
                               fmt::format("The source's schemas are {}.", fmt::join(all, ", ")),
                               plan.config.source.schemas->front().place});
    }
}

std::string render_period_hint(const Plan& plan, const ReferencePlan& each) {
    const Reference& reference = plan.catalog.reference(each.reference);
    const std::string child = plan.catalog.table(reference.child.table).name.text();
    const std::string parent = plan.catalog.table(reference.parent.table).name.text();
    return plan.table(reference.parent.table).rows == RowsRule::all
               ? fmt::format(
                     "A [[child]] with table = \"{}\", parent = \"{}\" and follow = "
                     "\"never\" leaves its way down out.",
                     child, parent)
               : fmt::format(
                     "Give {} rows = \"all\" in a [[table]] entry, so that all it may "
                     "refer to comes, or one of the two rows = \"none\".",
                     parent);
}

// The parents of a period are several rows, which only together contain it. Of a whole table all of
// them come.
void check_periods(Plan& plan) {
    for (const ReferencePlan& each : plan.references) {
        const Reference& reference = plan.catalog.reference(each.reference);
        const bool looked_up = each.cut != Cut::always && each.cut != Cut::by_target &&
                               plan.table(reference.parent.table).rows != RowsRule::all &&
                               plan.table(reference.child.table).reachable;
        if (reference.period && (looked_up || each.follow != Follow::never)) {
            plan.faults.push_back(
                {fmt::format("{} references {} by a PERIOD, which cannot be followed ({})",
                             reference.child.name.text(), reference.parent.name.text(),
                             reference.name),
                 render_period_hint(plan, each),
                 {plan.config.file}});
        }
    }
}

// Their rows have no identity of their own here: the ctid of a foreign table is whatever its
// wrapper says.
void check_foreign_partitions(Plan& plan) {
    for (const TablePlan& each : plan.tables) {
        const Table& table = plan.catalog.table(each.table);
        if (each.reachable && table.foreign_partition) {
            plan.faults.push_back(
                {fmt::format("{}, a partition of {}, is a foreign table, whose rows cannot be read",
                             table.foreign_partition->text(), table.name.text()),
                 fmt::format("Give {} rows = \"none\" in a [[table]] entry.", table.name.text()),
                 {plan.config.file}});
        }
    }
}

void append(std::vector<Fault>& faults, std::vector<Fault> more) {
    std::move(more.begin(), more.end(), std::back_inserter(faults));
}

void add_masks(Plan& plan) {
    std::vector<bool> reachable;
    for (const TablePlan& each : plan.tables) {
        reachable.push_back(each.reachable);
    }
    const ColumnGroups groups{plan.catalog};
    Masks masks = make_masks(plan.config, plan.catalog, groups, reachable);
    ColumnStates states =
        make_column_states(plan.config, plan.catalog, groups, masks.tables, reachable);
    for (TablePlan& each : plan.tables) {
        each.masks = std::move(masks.tables[index_of(each.table)]);
        each.states = std::move(states.tables[index_of(each.table)]);
    }
    append(plan.faults, std::move(masks.faults));
    append(plan.faults, std::move(states.faults));
    append(plan.warnings, std::move(states.warnings));
}

std::string describe_order(const Plan& plan, TableId table) {
    const Table& found = plan.catalog.table(table);
    return found.primary_key.empty()
               ? "where they are stored, as it has no primary key"
               : fmt::format("by its primary key ({})",
                             fmt::join(found.names_of(found.primary_key), ", "));
}

// A limit without an order takes some rows and not others: whose order that is must not be
// guessed.
void add_order_notes(Plan& plan) {
    for (std::size_t index = 0; index < plan.roots.size(); ++index) {
        const RootPlan& root = plan.roots[index];
        if (root.limit && root.relation.oid != 0 && !plan.config.roots[index].order_by) {
            plan.notes.push_back(fmt::format(
                "[[root]] {} has a limit without order_by: the first {} are taken {}",
                root.relation.name.text(), *root.limit, describe_order(plan, root.table)));
        }
    }
    for (const ReferencePlan& each : plan.references) {
        if (each.child_rule && each.limit && each.follow != Follow::never &&
            !plan.config.children[*each.child_rule].order_by) {
            const Reference& reference = plan.catalog.reference(each.reference);
            plan.notes.push_back(fmt::format(
                "[[child]] {} has a limit without order_by: of each row of {} the first {} are "
                "taken {}",
                reference.child.name.text(), reference.parent.name.text(), *each.limit,
                describe_order(plan, reference.child.table)));
        }
    }
}

}  // namespace

Plan make_plan(const Config& config, const Catalog& catalog, const ReferenceGraph& graph) {
    Plan plan;
    plan.config = config;
    plan.catalog = catalog;
    plan.graph = graph;
    plan.faults = config.faults;
    plan.faults.insert(plan.faults.end(), catalog.faults.begin(), catalog.faults.end());
    check_schemas(plan);
    const std::vector<RowsRule> rules =
        make_table_rules(config, catalog, {plan.faults, plan.warnings, plan.notes});
    for (const Table& table : catalog.tables) {
        TablePlan& each = plan.tables.emplace_back();
        each.table = table.id;
        each.rows = rules[index_of(table.id)];
    }
    add_extension_rows(plan);
    leave_out_empty_tables(plan, rules);
    plan.roots = make_root_plans(config, catalog, rules, plan.faults);
    plan.references = make_reference_plans(config, plan.catalog, rules, plan.faults);
    const Reach reach = make_reach(plan);
    for (TablePlan& each : plan.tables) {
        each.reachable = !takes_no_rows(each.rows) && reach.any(each.table);
    }
    check_periods(plan);
    check_foreign_partitions(plan);
    add_streaming(plan);
    add_parent_keys(plan);
    add_masks(plan);
    add_output(plan);
    plan.order = make_order_of_closure(plan, reach);
    add_order_notes(plan);
    add_notes_of_heirs(plan);
    return plan;
}

void check_row_ids(const Plan& plan) {
    std::vector<Fault> faults;
    for (const TablePlan& each : plan.tables) {
        const Table& table = plan.catalog.table(each.table);
        if (each.reachable && !table.without_row_ids.empty()) {
            faults.push_back(
                {fmt::format("{} {}: its rows cannot be told apart by their ids", table.name.text(),
                             table.without_row_ids),
                 "Give it rows = \"none\" in a [[table]] entry: nothing is read of it then, and "
                 "references into it are cut."});
        }
    }
    if (!faults.empty()) {
        throw Error{ErrorKind::refused, std::move(faults)};
    }
}

void check_sequences(const Plan& plan) {
    std::vector<std::string> names;
    std::set<std::string> schemas;
    for (const Sequence& sequence : plan.catalog.sequences) {
        // That of an absent table goes with it.
        const bool wanted = !sequence.owner || !plan.catalog.table(*sequence.owner).absent;
        if (!sequence.readable && wanted) {
            names.push_back(sequence.name.text());
            schemas.insert(pg::quote_identifier(sequence.name.schema));
        }
    }
    if (!names.empty()) {
        throw Error{
            ErrorKind::privilege,
            fmt::format("the source's role may not read {} of the sequences: {}", names.size(),
                        fmt::join(names, ", ")),
            fmt::format("GRANT SELECT ON ALL SEQUENCES IN SCHEMA {} TO {}; without it their "
                        "positions cannot be told from those of sequences that were never "
                        "used.",
                        fmt::join(schemas, ", "), pg::quote_identifier(plan.catalog.role))};
    }
}

}  // namespace subset
